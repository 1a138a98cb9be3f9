package io.trivium.core.event;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An event that no retry makes valid. The message names place and rule, never content of the payload. */
public final class InvalidEventException extends PlatformException {
    private static final long serialVersionUID = 1;

    private final EventError reason;
    private final transient @Nullable TenantId tenantId;

    public InvalidEventException(EventError reason, String message) {
        this(reason, message, null);
    }

    InvalidEventException(EventError reason, String message, @Nullable TenantId tenantId) {
        super(reason, message, Map.of());
        this.reason = reason;
        this.tenantId = tenantId;
    }

    public EventError reason() {
        return reason;
    }

    /** The tenant that the broken event names, when so much of it could be read. */
    public Optional<TenantId> tenantId() {
        return Optional.ofNullable(tenantId);
    }

    InvalidEventException of(@Nullable TenantId tenant) {
        if (tenant == null || tenantId != null) return this;
        var copy = new InvalidEventException(reason, String.valueOf(getMessage()), tenant);
        copy.setStackTrace(getStackTrace());
        return copy;
    }
}
