package io.trivium.runtime.learning.update;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of an update that change together. Not thread-safe. */
public final class UpdateChange {
    private final Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    private final @Nullable UpdateState next;

    private UpdateChange(@Nullable UpdateState next) {
        this.next = next;
        if (next != null) columns.put("state", next.word());
    }

    /** Something within a step. */
    public static UpdateChange within() {
        return new UpdateChange(null);
    }

    /** From one step to the next. */
    public static UpdateChange to(UpdateState next) {
        return new UpdateChange(next);
    }

    /** The end. */
    public static UpdateChange end(UpdateState over, Instant at, @Nullable String code, @Nullable String message) {
        return new UpdateChange(over)
                .set("finished_at", at)
                .set("code", code)
                .set("message", message)
                .set("owner", null)
                .set("heartbeat_at", null);
    }

    public UpdateChange set(String column, @Nullable Object value) {
        columns.put(column, value);
        return this;
    }

    public Optional<UpdateState> next() {
        return Optional.ofNullable(next);
    }

    Map<String, @Nullable Object> columns() {
        return columns;
    }
}
