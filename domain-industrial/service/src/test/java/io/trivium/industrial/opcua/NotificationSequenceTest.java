package io.trivium.industrial.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.structured.NotificationMessage;
import org.junit.jupiter.api.Test;

/** Gaps are seen by data and by keep-alives, and closed where the server still can. */
class NotificationSequenceTest {
    private final List<Long> delivered = new ArrayList<>();
    private final List<Long> gone = new ArrayList<>();
    private Set<Long> kept = Set.of();
    private final NotificationSequence sequence = new NotificationSequence(
            number -> {
                if (!kept.contains(number)) throw new UaException(StatusCodes.Bad_MessageNotAvailable);
                return data(number);
            },
            message -> delivered.add(message.getSequenceNumber().longValue()),
            gone::add);

    private static NotificationMessage data(long number) {
        ExtensionObject part = ExtensionObject.of(ByteString.of(new byte[0]), NodeId.NULL_VALUE);
        return new NotificationMessage(uint(number), DateTime.now(), new ExtensionObject[] {part});
    }

    private static NotificationMessage keepAlive(long next) {
        return new NotificationMessage(uint(next), DateTime.now(), null);
    }

    @Test
    void whatIsMissingComesBeforeWhatFollows() {
        kept = Set.of(2L, 3L);
        sequence.begin();
        sequence.take(data(1));
        sequence.take(data(4));
        assertEquals(List.of(1L, 2L, 3L, 4L), delivered);
        assertEquals(List.of(), gone);
    }

    @Test
    void aKeepAliveShowsThatTheLastOneIsMissing() {
        kept = Set.of(2L);
        sequence.begin();
        sequence.take(keepAlive(1));
        sequence.take(data(1));
        sequence.take(keepAlive(2));
        sequence.take(keepAlive(3));
        assertEquals(List.of(1L, 2L), delivered);
    }

    @Test
    void whatTheServerNoLongerHasIsCounted() {
        kept = Set.of(4L);
        sequence.begin();
        sequence.take(data(1));
        sequence.take(data(5));
        assertEquals(List.of(1L, 4L, 5L), delivered);
        assertEquals(List.of(2L), gone);
    }

    @Test
    void anAnswerThatIsOvertakenIsDeliveredOnce() {
        kept = Set.of(2L, 3L);
        sequence.begin();
        sequence.take(data(1));
        sequence.take(data(3));
        sequence.take(data(2));
        sequence.take(data(4));
        assertEquals(List.of(1L, 2L, 3L, 4L), delivered);
    }

    @Test
    void aLateAnswerThatTheServerNoLongerHasIsDelivered() {
        sequence.begin();
        sequence.take(data(1));
        sequence.take(data(3));
        sequence.take(data(2));
        sequence.take(data(4));
        assertEquals(List.of(1L, 3L, 2L, 4L), delivered);
        assertEquals(List.of(1L), gone);
    }

    @Test
    void aCounterThatStartsOverIsFollowed() {
        sequence.goOn();
        sequence.take(data(4_294_967_295L));
        sequence.take(data(1));
        sequence.take(data(2));
        assertEquals(List.of(4_294_967_295L, 1L, 2L), delivered);
    }

    @Test
    void anEarlierLifesSubscriptionGoesOnWhereverItIs() {
        kept = Set.of(70L, 71L);
        sequence.goOn();
        sequence.catchUp(LongStream.of(71, 70));
        sequence.take(data(72));
        assertEquals(List.of(70L, 71L, 72L), delivered);
        assertEquals(List.of(), gone);
    }
}
