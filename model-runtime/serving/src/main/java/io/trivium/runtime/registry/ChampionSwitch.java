package io.trivium.runtime.registry;

import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.serving.InferenceService;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Moves champions for releases, each move in one transaction with the records of the release, so that after any failure
 * the champion is a registered version and the record names it. Thread-safe.
 */
@ApplicationScoped
public class ChampionSwitch {
    /** Placeholder for the champion of a model that has none. */
    public static final String NONE = "none";

    private final ModelRegistry registry;
    private final ModelCatalogue catalogue;
    private final PromotionRepository promotions;
    private final InferenceService inference;

    ChampionSwitch(
            ModelRegistry registry,
            ModelCatalogue catalogue,
            PromotionRepository promotions,
            InferenceService inference) {
        this.registry = registry;
        this.catalogue = catalogue;
        this.promotions = promotions;
        this.inference = inference;
    }

    /**
     * One move.
     *
     * @param from the champion before; the move is refused when it is another
     * @param tenant under which it is audited
     * @param by user, or {@code system:} and a job
     */
    public record Move(
            ModelName model,
            @Nullable VersionNumber from,
            VersionNumber to,
            TenantId tenant,
            String by,
            String reason) {}

    /**
     * Whether a champion of the model is proposed by one operator and approved by another.
     *
     * @throws PlatformException {@code model-not-found}
     */
    public boolean needsSecondPerson(String name) {
        ModelName model = ModelName.parse(name).orElseThrow(() -> ModelCatalogue.modelNotFound(name));
        catalogue.aliases(model);
        return registry.isHighRisk(model);
    }

    /** As {@link #needsSecondPerson}, also where no version of the model is registered. */
    public boolean isHighRisk(ModelName model) {
        return registry.isHighRisk(model);
    }

    /** The version that is champion in the registry. */
    public Optional<VersionNumber> champion(ModelName model) {
        return Optional.ofNullable(catalogue.versionsByAlias(model).get(Alias.CHAMPION));
    }

    /**
     * Makes the challenger the champion.
     *
     * @param along runs in the transaction of the move, after it; an exception undoes both
     * @throws PlatformException {@code model-alias-changed} when the champion is not the one expected; {@code
     *     model-gate-failed} and {@code model-pack-invalid} when the registry refuses the version
     */
    public void promote(Move move, Runnable along) {
        registry.promote(move.model(), move.to(), move.reason(), operator(move), () -> requireFrom(move), along);
    }

    /** Makes the champion before the latest promotion champion again; as {@link #promote}. */
    public void rollBack(Move move, Runnable along) {
        registry.rollBack(move.model(), move.to(), move.reason(), operator(move), () -> requireFrom(move), along);
    }

    private void requireFrom(Move move) {
        Optional<VersionNumber> now =
                promotions.latest(move.model(), Alias.CHAMPION).map(Promotion::version);
        if (now.equals(Optional.ofNullable(move.from()))) return;
        throw new PlatformException(
                RuntimeErrorCode.MODEL_ALIAS_CHANGED,
                "The champion of model " + move.model() + " is "
                        + now.map(VersionNumber::value).orElse(NONE) + " and no longer "
                        + Optional.ofNullable(move.from())
                                .map(VersionNumber::value)
                                .orElse(NONE)
                        + "; read the release again.");
    }

    private static Operator operator(Move move) {
        return new Operator(move.tenant(), move.by());
    }

    /** Loads a version in addition to the champion; does nothing when it is loaded. */
    public void load(ModelName model, VersionNumber version, String by) {
        if (!inference.isLoaded(model, version)) registry.load(model, version, new Operator(TenantId.PLATFORM, by));
    }

    /** Unloads a version that no alias names; does nothing when it is not loaded. */
    public void unload(ModelName model, VersionNumber version, String by) {
        if (catalogue.versionsByAlias(model).containsValue(version)) return;
        if (inference.isLoaded(model, version)
                && !inference.defaultVersion(model).equals(Optional.of(version))) {
            registry.unload(model, version, new Operator(TenantId.PLATFORM, by));
        }
    }

    /** Lets this process serve the champion that another process, or this one before it was killed, has set. */
    public void follow(ModelName model) {
        Optional<VersionNumber> champion = champion(model);
        if (champion.isPresent() && !inference.defaultVersion(model).equals(champion)) registry.follow(model);
    }
}
