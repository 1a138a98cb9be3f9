package io.trivium.core.inference;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The one identity that this service calls the model runtime by, so that a token is fetched once for all clients. */
@Singleton
public class ServiceTokens {
    private final @Nullable ClientCredentialsTokens tokens;

    ServiceTokens(InferenceClientConfig config, InstantSource clock) {
        InferenceClientConfig.Identity identity = config.identity();
        this.tokens = identity.clientSecret()
                .filter(text -> !text.isBlank())
                .map(secret ->
                        new ClientCredentialsTokens(identity.tokenEndpoint(), identity.clientId(), secret, clock))
                .orElse(null);
    }

    /** Null where no secret is configured: then calls carry no token. */
    public @Nullable BearerTokens tokens() {
        return tokens;
    }

    @PreDestroy
    void close() {
        if (tokens != null) tokens.close();
    }
}
