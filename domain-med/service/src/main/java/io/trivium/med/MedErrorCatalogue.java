package io.trivium.med;

import io.trivium.core.error.ErrorCatalogue;
import io.trivium.core.error.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Publishes {@link MedErrorCode} under {@code /problems}. */
@ApplicationScoped
class MedErrorCatalogue implements ErrorCatalogue {

    @Override
    public List<? extends ErrorCode> codes() {
        return List.of(MedErrorCode.values());
    }
}
