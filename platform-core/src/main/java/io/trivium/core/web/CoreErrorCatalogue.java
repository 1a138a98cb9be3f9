package io.trivium.core.web;

import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.ErrorCatalogue;
import io.trivium.core.error.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Stream;

/** The error codes of platform-core. */
@ApplicationScoped
class CoreErrorCatalogue implements ErrorCatalogue {

    @Override
    public List<ErrorCode> codes() {
        return Stream.<ErrorCode>concat(Stream.of(CoreErrorCode.values()), Stream.of(HttpErrorCode.values()))
                .toList();
    }
}
