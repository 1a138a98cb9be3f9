package io.trivium.runtime.registry;

import io.trivium.runtime.registry.store.PromotionAction;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One change of an alias; never changed itself. The latest one determines the version that the alias names. */
@Entity
@Table(name = "model_promotion")
class PromotionEntity {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    private String modelName;
    private String alias;
    private int ordinal;

    @Enumerated(EnumType.STRING)
    private PromotionAction action;

    private @Nullable String version;
    private @Nullable String previousVersion;
    private @Nullable Long below;
    private Instant changedAt;
    private String changedBy;
    private String reason;

    @SuppressWarnings("NullAway.Init") // for Hibernate
    protected PromotionEntity() {}

    /**
     * The change after another.
     *
     * @param before the latest change of the alias, or null for its first
     * @param below the change that a rollback of this one restores
     */
    @SuppressWarnings("TooManyParameters") // one row
    PromotionEntity(
            String modelName,
            String alias,
            PromotionAction action,
            @Nullable String version,
            @Nullable PromotionEntity before,
            @Nullable Long below,
            Instant changedAt,
            String changedBy,
            String reason) {
        this.modelName = modelName;
        this.alias = alias;
        this.action = action;
        this.version = version;
        this.ordinal = before == null ? 1 : before.ordinal + 1;
        this.previousVersion = before == null ? null : before.version;
        this.below = below;
        this.changedAt = changedAt;
        this.changedBy = changedBy;
        this.reason = reason;
    }

    long id() {
        return id == null ? 0 : id;
    }

    String modelName() {
        return modelName;
    }

    String alias() {
        return alias;
    }

    PromotionAction action() {
        return action;
    }

    @Nullable
    String version() {
        return version;
    }

    @Nullable
    String previousVersion() {
        return previousVersion;
    }

    @Nullable
    Long below() {
        return below;
    }

    Instant changedAt() {
        return changedAt;
    }

    String changedBy() {
        return changedBy;
    }

    String reason() {
        return reason;
    }
}
