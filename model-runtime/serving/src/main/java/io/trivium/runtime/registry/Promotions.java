package io.trivium.runtime.registry;

import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.sql.SqlFailure;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.registry.store.PromotionAction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Moves aliases from version to version. Every method needs a transaction; of two concurrent changes one fails. */
@ApplicationScoped
class Promotions {
    private final PromotionRepository promotions;
    private final InstantSource clock;

    Promotions(PromotionRepository promotions, InstantSource clock) {
        this.promotions = promotions;
        this.clock = clock;
    }

    /** Lets an alias name a version; nothing is written when it does already. */
    Promotion promote(ModelName model, String alias, VersionNumber version, String by, String reason) {
        @Nullable Promotion before = promotions.latest(model, alias).orElse(null);
        if (before != null && version.equals(before.version())) return before;
        Long below = before == null ? null : before.id();
        return add(Promotion.after(
                before, model, alias, PromotionAction.PROMOTE, version, below, clock.instant(), by, reason));
    }

    /** Versions of a model by alias. */
    Map<String, VersionNumber> versionsByAlias(ModelName model) {
        return promotions.versionsByAlias(model);
    }

    /** The version that {@link #rollBack} would restore. */
    VersionNumber previous(ModelName model, String alias) {
        VersionNumber version = target(model, alias, require(model, alias)).version();
        if (version == null) throw noPrevious(model, alias);
        return version;
    }

    /** Lets an alias name again its version before its latest promotion that has not been rolled back. */
    Promotion rollBack(ModelName model, String alias, String by, String reason) {
        Promotion latest = require(model, alias);
        Promotion target = target(model, alias, latest);
        return add(Promotion.after(
                latest,
                model,
                alias,
                PromotionAction.ROLLBACK,
                target.version(),
                target.below(),
                clock.instant(),
                by,
                reason));
    }

    void remove(ModelName model, String alias, String by, String reason) {
        Promotion latest = require(model, alias);
        if (latest.version() == null) throw notFound(model.value(), alias);
        add(Promotion.after(
                latest, model, alias, PromotionAction.REMOVE, null, latest.id(), clock.instant(), by, reason));
    }

    private Promotion require(ModelName model, String alias) {
        return promotions.latest(model, alias).orElseThrow(() -> notFound(model.value(), alias));
    }

    private Promotion target(ModelName model, String alias, Promotion latest) {
        Long below = latest.below();
        if (below == null) throw noPrevious(model, alias);
        Promotion target = promotions.find(below).orElseThrow(() -> noPrevious(model, alias));
        return target.version() == null ? target(model, alias, target) : target;
    }

    private Promotion add(Promotion promotion) {
        try {
            return promotions.add(promotion);
        } catch (SqlFailure e) {
            if (!e.sqlState().startsWith("23")) throw e;
            throw changed(promotion.modelName(), promotion.alias(), e);
        }
    }

    /** The problem of a change of an alias while another one was made. */
    static PlatformException changed(ModelName model, String alias, @Nullable Throwable cause) {
        return new PlatformException(
                RuntimeErrorCode.MODEL_ALIAS_CHANGED,
                "Alias " + alias + " of model " + model + " was changed by another request; read it again.",
                Map.of(),
                cause);
    }

    /** The problem of a request for an alias that names nothing. */
    static PlatformException notFound(String name, String alias) {
        return new PlatformException(
                RuntimeErrorCode.MODEL_ALIAS_NOT_FOUND, "Model " + name + " has no alias " + alias + ".");
    }

    private static PlatformException noPrevious(ModelName model, String alias) {
        return new PlatformException(
                RuntimeErrorCode.MODEL_ALIAS_NO_PREVIOUS,
                "Alias " + alias + " of model " + model + " named no version before.");
    }
}
