package io.trivium.fin.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailurePolicyTest {

    static Stream<Arguments> whileRunning() {
        return Stream.of(
                Arguments.of(new TimeoutException("t"), FailurePolicy.Action.RETRY),
                Arguments.of(new StreamsException(new TimeoutException("t")), FailurePolicy.Action.RETRY),
                Arguments.of(new NotLeaderOrFollowerException("n"), FailurePolicy.Action.RETRY),
                Arguments.of(new MissingSourceTopicException("m"), FailurePolicy.Action.STOP),
                Arguments.of(new AuthorizationException("a"), FailurePolicy.Action.STOP),
                Arguments.of(new RecordTooLargeException("r"), FailurePolicy.Action.STOP),
                Arguments.of(new SerializationException("s"), FailurePolicy.Action.STOP),
                Arguments.of(new ProcessorStateException("p"), FailurePolicy.Action.STOP),
                Arguments.of(new IllegalStateException("bug"), FailurePolicy.Action.STOP),
                Arguments.of(new OutOfMemoryError("o"), FailurePolicy.Action.STOP));
    }

    @ParameterizedTest
    @MethodSource
    void whileRunning(Throwable failure, FailurePolicy.Action expected) {
        assertEquals(expected, FailurePolicy.whileRunning(failure));
    }

    static Stream<Arguments> whileProcessing() {
        return Stream.of(
                Arguments.of(new IllegalStateException("bug"), FailurePolicy.Action.DEAD_LETTER),
                Arguments.of(new ArithmeticException("bug"), FailurePolicy.Action.DEAD_LETTER),
                Arguments.of(new ProcessorStateException("store"), FailurePolicy.Action.STOP),
                Arguments.of(new RuntimeException(new StreamsException("s")), FailurePolicy.Action.STOP),
                Arguments.of(new OutOfMemoryError("o"), FailurePolicy.Action.STOP));
    }

    @ParameterizedTest
    @MethodSource
    void whileProcessing(Throwable failure, FailurePolicy.Action expected) {
        assertEquals(expected, FailurePolicy.whileProcessing(failure));
    }
}
