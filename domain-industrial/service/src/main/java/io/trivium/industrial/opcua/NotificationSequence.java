package io.trivium.industrial.opcua;

import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.structured.NotificationMessage;
import org.jboss.logging.Logger;

/** The order of one subscription's notifications: sees which are missing, and has them sent again. Of one thread. */
final class NotificationSequence {
    private static final Logger LOG = Logger.getLogger(NotificationSequence.class);
    private static final long UNKNOWN = -1;
    private static final long MOST_AGAIN = 1_000;
    /** A number this far behind the last one is not a repetition: the server's counter started over. */
    private static final long MOST_LATE = 1_000;

    private final Again again;
    private final Consumer<NotificationMessage> deliver;
    private final LongConsumer gone;
    /** Numbers up to the last one that were requested again in vain; they may still be on their way. */
    private final TreeSet<Long> missing = new TreeSet<>();

    private long last = UNKNOWN;

    /** Requests that a notification is sent again. */
    interface Again {
        NotificationMessage send(long number) throws UaException;
    }

    /**
     * Creates an empty sequence.
     *
     * @param deliver receives each non-empty notification, in order
     * @param gone receives the number of notifications that the server no longer has
     */
    NotificationSequence(Again again, Consumer<NotificationMessage> deliver, LongConsumer gone) {
        this.again = again;
        this.deliver = deliver;
        this.gone = gone;
    }

    /** A new subscription counts from one. */
    void begin() {
        last = 0;
        missing.clear();
    }

    /** A subscription of an earlier life of this service, which has counted on. */
    void goOn() {
        last = UNKNOWN;
        missing.clear();
    }

    /**
     * Takes what the server has sent, after what should have come before it. Answers to publish requests that wait at
     * the same time may overtake each other: the late one was sent again by then, and is dropped.
     */
    void take(NotificationMessage message) {
        long number = message.getSequenceNumber().longValue();
        // A keep-alive has the number of what comes next: here as there, all before it should have come.
        if (last != UNKNOWN) ask(LongStream.range(Math.max(last + 1, number - MOST_AGAIN), number));
        boolean isKeepAlive = message.getNotificationData() == null || message.getNotificationData().length == 0;
        if (isKeepAlive) {
            last = Math.max(last, number - 1);
        } else if (!isRepeated(number)) {
            last = isLate(number) ? last : number;
            deliver.accept(message);
        }
    }

    private boolean isLate(long number) {
        return number <= last && number > last - MOST_LATE;
    }

    private boolean isRepeated(long number) {
        return isLate(number) && !missing.remove(number);
    }

    /** Requests notifications that were sent in another session and did not arrive. */
    void catchUp(LongStream sent) {
        ask(sent.filter(number -> number > last).sorted());
    }

    private void ask(LongStream numbers) {
        long unanswered = 0;
        for (long number : numbers.toArray()) {
            last = Math.max(last, number);
            try {
                deliver.accept(again.send(number));
            } catch (UaException e) {
                LOG.debugf(e, "notification %d is gone", number);
                missing.add(number);
                unanswered++;
            }
        }
        missing.headSet(last - MOST_LATE).clear();
        if (unanswered > 0) gone.accept(unanswered);
    }
}
