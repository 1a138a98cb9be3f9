package io.trivium.runtime.registry;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.registry.store.PromotionAction;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One change of an alias; never changed itself. The latest one determines the version that the alias names. */
record Promotion(
        long id,
        ModelName modelName,
        String alias,
        int ordinal,
        PromotionAction action,
        @Nullable VersionNumber version,
        @Nullable VersionNumber previousVersion,
        @Nullable Long below,
        Instant changedAt,
        String changedBy,
        String reason) {

    /**
     * The change after another, before it is stored.
     *
     * @param before the latest change of the alias, or null for its first
     * @param below the change that a rollback of this one restores
     */
    @SuppressWarnings("TooManyParameters") // one row
    static Promotion after(
            @Nullable Promotion before,
            ModelName modelName,
            String alias,
            PromotionAction action,
            @Nullable VersionNumber version,
            @Nullable Long below,
            Instant changedAt,
            String changedBy,
            String reason) {
        return new Promotion(
                0,
                modelName,
                alias,
                before == null ? 1 : before.ordinal + 1,
                action,
                version,
                before == null ? null : before.version,
                below,
                changedAt,
                changedBy,
                reason);
    }

    Promotion withId(long stored) {
        return new Promotion(
                stored,
                modelName,
                alias,
                ordinal,
                action,
                version,
                previousVersion,
                below,
                changedAt,
                changedBy,
                reason);
    }
}
