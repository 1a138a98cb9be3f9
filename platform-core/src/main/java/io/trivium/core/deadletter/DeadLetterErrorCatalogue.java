package io.trivium.core.deadletter;

import io.trivium.core.error.ErrorCatalogue;
import io.trivium.core.error.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Publishes {@link DeadLetterError}. */
@ApplicationScoped
class DeadLetterErrorCatalogue implements ErrorCatalogue {
    @Override
    public List<ErrorCode> codes() {
        return List.of(DeadLetterError.values());
    }
}
