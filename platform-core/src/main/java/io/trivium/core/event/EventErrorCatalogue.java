package io.trivium.core.event;

import io.trivium.core.error.ErrorCatalogue;
import io.trivium.core.error.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Publishes {@link EventError}. */
@ApplicationScoped
class EventErrorCatalogue implements ErrorCatalogue {
    @Override
    public List<ErrorCode> codes() {
        return List.of(EventError.values());
    }
}
