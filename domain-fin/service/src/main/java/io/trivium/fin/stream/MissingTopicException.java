package io.trivium.fin.stream;

import java.util.concurrent.ExecutionException;

/** A topic that the brokers' administrator has to make, or to give the service the right to. */
final class MissingTopicException extends ExecutionException {
    private static final long serialVersionUID = 1L;

    MissingTopicException(String topic, ExecutionException cause) {
        super("the topic " + topic + " is missing and this service may not make it: make it, or allow Create", cause);
    }
}
