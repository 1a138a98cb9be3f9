package io.trivium.runtime.learning.store;

import io.trivium.core.deadletter.DeadLetter;
import io.trivium.core.deadletter.DeadLetterPublisher;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * The dead letters of one poll: each is sent at once, all are awaited together. One that is larger than the topic
 * permits with its headers is sent without its payload; otherwise it would block all records after it. Not thread-safe.
 */
final class PollLetters {
    private static final String CUT = " (The payload was too large for the dead-letter topic and is left out.)";

    private final DeadLetterPublisher publisher;
    private final List<CompletableFuture<?>> sent = new ArrayList<>();

    PollLetters(DeadLetterPublisher publisher) {
        this.publisher = publisher;
    }

    void add(DeadLetter letter) {
        sent.add(publisher
                .publish(letter)
                .exceptionallyCompose(failure -> isTooLarge(failure)
                        ? publisher.publish(withoutPayload(letter))
                        : CompletableFuture.failedFuture(failure)));
    }

    /**
     * Waits until Kafka has all of them.
     *
     * @throws IllegalStateException when it does not take one
     */
    void await() {
        try {
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw new IllegalStateException("dead letters were not taken", e);
        }
    }

    private static boolean isTooLarge(Throwable failure) {
        return failure instanceof RecordTooLargeException || failure.getCause() instanceof RecordTooLargeException;
    }

    private static DeadLetter withoutPayload(DeadLetter letter) {
        return new DeadLetter(
                letter.originTopic(),
                letter.originPartition(),
                letter.originOffset(),
                letter.originTimestamp(),
                letter.key(),
                null,
                letter.headers(),
                letter.reason(),
                letter.detail() + CUT,
                letter.tenant());
    }
}
