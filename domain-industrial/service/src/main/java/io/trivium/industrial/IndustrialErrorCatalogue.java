package io.trivium.industrial;

import io.trivium.core.error.ErrorCatalogue;
import io.trivium.core.error.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Publishes {@link IndustrialErrorCode} under {@code /problems}. */
@ApplicationScoped
class IndustrialErrorCatalogue implements ErrorCatalogue {

    @Override
    public List<? extends ErrorCode> codes() {
        return List.of(IndustrialErrorCode.values());
    }
}
