package io.trivium.fin.stream;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.errors.TaskMigratedException;

/**
 * What to do about a failure of the stream: try again, set the record aside, or stop. Records that are wrong in
 * themselves were refused by intake before; what comes here is transport (retry), a record that our code fails on
 * although it was accepted (dead letter: its neighbours go on, and it can be replayed after the fix), or a fault that
 * every record would meet, such as a broken store, a missing topic or a stage format from a newer release (stop).
 */
final class FailurePolicy {

    /** The three ways on. */
    enum Action {
        RETRY,
        DEAD_LETTER,
        STOP
    }

    private FailurePolicy() {}

    /** For a failure inside a processor. */
    static Action whileProcessing(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KafkaException || cause instanceof Error) {
                return Action.STOP;
            }
        }
        return Action.DEAD_LETTER;
    }

    /** For a failure of a stream thread or of producing. */
    static Action whileRunning(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthorizationException || cause instanceof MissingSourceTopicException) {
                return Action.STOP;
            }
            if (cause instanceof RetriableException
                    || cause instanceof TaskMigratedException
                    || cause instanceof TaskCorruptedException) {
                return Action.RETRY;
            }
        }
        return Action.STOP;
    }
}
