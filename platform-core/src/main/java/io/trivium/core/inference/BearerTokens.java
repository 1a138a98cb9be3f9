package io.trivium.core.inference;

import java.time.Duration;

/** Access tokens of this service. Implementations are thread-safe. */
@FunctionalInterface
public interface BearerTokens {
    /**
     * A token that is valid for some time yet.
     *
     * @param patience longest wait for a new one
     * @throws InferenceException with {@link InferenceError#NOT_PERMITTED} if none can be had
     */
    String token(Duration patience);

    /** Called when a server refused the token, so that the next call fetches another. */
    default void refused(String token) {}
}
