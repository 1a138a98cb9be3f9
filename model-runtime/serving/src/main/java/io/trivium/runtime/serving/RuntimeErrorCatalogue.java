package io.trivium.runtime.serving;

import io.trivium.core.error.ErrorCatalogue;
import io.trivium.core.error.ErrorCode;
import io.trivium.runtime.RuntimeErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Documents the runtime's codes under {@code /problems}. */
@ApplicationScoped
class RuntimeErrorCatalogue implements ErrorCatalogue {
    @Override
    public List<? extends ErrorCode> codes() {
        return List.of(RuntimeErrorCode.values());
    }
}
