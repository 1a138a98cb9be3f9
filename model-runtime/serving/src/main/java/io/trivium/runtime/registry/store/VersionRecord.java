package io.trivium.runtime.registry.store;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.PackManifest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The record of one version of a model.
 *
 * @param sha256 of the pack's manifest, which identifies the whole pack
 * @param pack empty, as the specification, when the pack cannot be read any more
 * @param signature the validity of the pack's signature here: {@code trusted}, {@code untrusted}, {@code unsigned},
 *     {@code invalid}, {@code unknown}
 * @param serving whether it answers requests that name no version
 * @param moves the aliases that were moved to it and away from it, the latest first, at most 100
 */
public record VersionRecord(
        ModelName model,
        VersionNumber version,
        TaskName task,
        String sha256,
        Optional<PackManifest> pack,
        Optional<ModelSpec> spec,
        String signature,
        boolean serving,
        Instant registeredAt,
        String registeredBy,
        List<Move> moves) {
    public VersionRecord {
        moves = List.copyOf(moves);
    }

    /**
     * One move of an alias.
     *
     * @param action such as {@code promote} or {@code rollback}
     * @param from version before, null for none; {@code to} likewise after it
     */
    public record Move(
            String alias,
            String action,
            @Nullable String from,
            @Nullable String to,
            Instant at,
            String by,
            String reason) {}
}
