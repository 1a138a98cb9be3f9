package io.trivium.runtime.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which version an alias names, since when, by whom and why.
 *
 * @param previousVersion the one it named before
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AliasView(
        String alias,
        String version,
        @Nullable String previousVersion,
        Instant changedAt,
        String changedBy,
        String reason) {

    static AliasView of(Promotion entity) {
        String version = entity.version();
        if (version == null) throw new IllegalStateException("alias " + entity.alias() + " names no version");
        return new AliasView(
                entity.alias(),
                version,
                entity.previousVersion(),
                entity.changedAt(),
                entity.changedBy(),
                entity.reason());
    }
}
