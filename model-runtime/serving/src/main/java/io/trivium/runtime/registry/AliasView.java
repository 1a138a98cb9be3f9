package io.trivium.runtime.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.core.model.VersionNumber;
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
        VersionNumber version = entity.version();
        if (version == null) throw new IllegalStateException("alias " + entity.alias() + " names no version");
        return new AliasView(
                entity.alias(),
                version.value(),
                entity.previousVersion() == null
                        ? null
                        : entity.previousVersion().value(),
                entity.changedAt(),
                entity.changedBy(),
                entity.reason());
    }
}
