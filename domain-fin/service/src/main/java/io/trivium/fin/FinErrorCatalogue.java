package io.trivium.fin;

import io.trivium.core.error.ErrorCatalogue;
import io.trivium.core.error.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Publishes {@link FinErrorCode} under {@code /problems}. */
@ApplicationScoped
class FinErrorCatalogue implements ErrorCatalogue {

    @Override
    public List<? extends ErrorCode> codes() {
        return List.of(FinErrorCode.values());
    }
}
