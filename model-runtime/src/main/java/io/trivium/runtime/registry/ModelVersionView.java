package io.trivium.runtime.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One version of a model as the API shows it.
 *
 * @param serving whether it answers requests that name no version
 * @param sha256 of the pack's manifest
 * @param provenance how it was made, as in the manifest
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ModelVersionView(
        String name,
        String version,
        String state,
        boolean serving,
        String task,
        String sha256,
        String source,
        Instant registeredAt,
        String registeredBy,
        @Nullable Instant activatedAt,
        @Nullable String failure,
        @JsonRawValue String provenance) {

    static ModelVersionView of(ModelVersionEntity entity, boolean serving) {
        return new ModelVersionView(
                entity.modelName(),
                entity.version(),
                entity.state().name().toLowerCase(java.util.Locale.ROOT),
                serving,
                entity.task(),
                entity.sha256(),
                entity.source().name().toLowerCase(java.util.Locale.ROOT),
                entity.registeredAt(),
                entity.registeredBy(),
                entity.activatedAt(),
                entity.failure(),
                entity.provenance());
    }
}
