package io.trivium.core.connection;

import io.trivium.core.error.ErrorCatalogue;
import io.trivium.core.error.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Publishes {@link ConnectionError} under {@code /problems}. */
@ApplicationScoped
class ConnectionErrorCatalogue implements ErrorCatalogue {

    @Override
    public List<? extends ErrorCode> codes() {
        return List.of(ConnectionError.values());
    }
}
