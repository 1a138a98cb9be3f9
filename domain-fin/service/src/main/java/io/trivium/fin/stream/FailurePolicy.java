package io.trivium.fin.stream;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.errors.TaskMigratedException;

/**
 * Decides how to handle a failure of the stream: retry, set the record aside, or stop. Invalid records were refused by
 * intake before; the failures handled here are transport (retry), a record on which our code fails although it was
 * accepted (dead letter: the other records continue, and it can be replayed after the fix), or a fault that affects
 * every record, such as a broken store, a missing topic or a stage format from a newer release (stop).
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
            if (cause instanceof KafkaException || cause instanceof Error) return Action.STOP;
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
