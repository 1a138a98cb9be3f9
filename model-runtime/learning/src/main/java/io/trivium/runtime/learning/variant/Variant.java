package io.trivium.runtime.learning.variant;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A variant as the database has it.
 *
 * @param base version whose pieces it replaces
 * @param endedAt null while it is installed, as {@code endedBy}
 * @param code why it ended; null where a person took it out
 * @param reason of its present state
 */
record Variant(
        UUID id,
        TenantId tenant,
        TaskName task,
        ModelName model,
        VersionNumber base,
        VersionNumber version,
        UUID update,
        UUID manifest,
        VariantState state,
        Instant installedAt,
        String installedBy,
        @Nullable Instant endedAt,
        @Nullable String endedBy,
        @Nullable String code,
        String reason) {
    static final String WATCH = "system:variant";
    /** Another version became the champion. */
    static final String BASE_CHANGED = "base-changed";
    /** Another variant of the tenant took its place. */
    static final String REPLACED = "replaced";
    /** A piece of it failed or answered numbers that are none. */
    static final String PIECE_FAULT = "piece-fault";

    private static final int LONGEST_REASON = 500;

    String object() {
        return "learning-variant/" + id;
    }

    boolean isInstalled() {
        return state == VariantState.INSTALLED;
    }

    /** This variant when it is over. */
    Variant ended(VariantState over, Instant at, String by, @Nullable String why, String words) {
        String cut = words.length() > LONGEST_REASON ? words.substring(0, LONGEST_REASON) : words;
        return new Variant(
                id,
                tenant,
                task,
                model,
                base,
                version,
                update,
                manifest,
                over,
                installedAt,
                installedBy,
                at,
                by,
                why,
                cut);
    }
}
