package io.trivium.core.inference;

import io.trivium.core.error.ErrorCatalogue;
import io.trivium.core.error.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Publishes {@link InferenceError}. */
@ApplicationScoped
class InferenceErrorCatalogue implements ErrorCatalogue {
    @Override
    public List<ErrorCode> codes() {
        return List.of(InferenceError.values());
    }
}
