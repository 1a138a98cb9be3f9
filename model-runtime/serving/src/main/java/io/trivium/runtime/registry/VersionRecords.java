package io.trivium.runtime.registry;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.registry.store.PackDetails;
import io.trivium.runtime.registry.store.PackSource;
import io.trivium.runtime.registry.store.RegistryConfig;
import io.trivium.runtime.registry.store.VersionRecord;
import io.trivium.runtime.registry.store.VersionUse;
import io.trivium.runtime.serving.InferenceService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the records of versions. Thread-safe. */
@ApplicationScoped
public class VersionRecords {
    private static final int MOST_MOVES = 100;
    private static final int MOST_READ = 1000;

    private final ModelVersionRepository versions;
    private final PromotionRepository promotions;
    private final ModelCatalogue catalogue;
    private final InferenceService inference;
    private final Instance<VersionUse> uses;
    private final RegistryConfig config;
    private final InstantSource clock;

    VersionRecords(
            ModelVersionRepository versions,
            PromotionRepository promotions,
            ModelCatalogue catalogue,
            InferenceService inference,
            Instance<VersionUse> uses,
            RegistryConfig config,
            InstantSource clock) {
        this.versions = versions;
        this.promotions = promotions;
        this.catalogue = catalogue;
        this.inference = inference;
        this.uses = uses;
        this.config = config;
        this.clock = clock;
    }

    /** The record; empty when there is no such version. */
    public Optional<VersionRecord> find(ModelName model, VersionNumber version) {
        return catalogue.read(() -> versions.find(model, version)).map(this::record);
    }

    /** As {@link #find(ModelName, VersionNumber)}; a version of another tenant is not there. */
    public Optional<VersionRecord> find(TenantId viewer, ModelName model, VersionNumber version) {
        return catalogue
                .read(() -> versions.find(model, version))
                .filter(entity -> entity.isVisibleTo(viewer))
                .map(this::record);
    }

    /** As {@link #find(TenantId, String, String)}; refused as not found when there is none or it was deleted. */
    public VersionRecord require(TenantId viewer, String name, String number) {
        ModelName model = ModelName.parse(name).orElseThrow(() -> ModelCatalogue.notFound(name, number));
        VersionNumber version = VersionNumber.parse(number).orElseThrow(() -> ModelCatalogue.notFound(name, number));
        return record(catalogue.require(viewer, model, version));
    }

    /** As {@link #find(TenantId, ModelName, VersionNumber)}, by texts that may be no name and no number. */
    public Optional<VersionRecord> find(TenantId viewer, String name, String number) {
        return ModelName.parse(name)
                .flatMap(model -> VersionNumber.parse(number).flatMap(version -> find(viewer, model, version)));
    }

    /**
     * What a version is needed for.
     *
     * @return a sentence without a full stop, which says what to do; empty when it may be deleted
     */
    Optional<String> need(ModelVersion entity, TenantId viewer) {
        ModelName model = entity.modelName();
        VersionNumber version = entity.version();
        if (entity.source() == PackSource.BUNDLED) {
            return Optional.of("it belongs to the installation, which would register it again; remove it from"
                    + " platform.runtime.registry.packs");
        }
        Optional<String> alias = catalogue.versionsByAlias(model).entrySet().stream()
                .filter(named -> named.getValue().equals(version))
                .map(Map.Entry::getKey)
                .findFirst();
        if (alias.isPresent()) return alias.map(name -> "its alias is " + name + "; move or remove the alias first");
        if (entity.state().isInMemory() || inference.isLoaded(model, version)) {
            return Optional.of("it is in memory; unload it first");
        }
        for (VersionUse use : uses) {
            Optional<String> used = use.of(viewer, model, version);
            if (used.isPresent()) return used;
        }
        Instant until = lastServed(entity).plus(config.deleteAfter());
        if (!until.isAfter(clock.instant())) return Optional.empty();
        return Optional.of("it served, and is kept until " + until.truncatedTo(ChronoUnit.SECONDS)
                + " (platform.runtime.registry.delete-after)");
    }

    /** The last time at which an alias was moved to it or away from it; long ago for one that never served. */
    private Instant lastServed(ModelVersion entity) {
        Instant activated = entity.activatedAt();
        return moves(entity.modelName(), entity.version())
                .map(PromotionPage.PromotionView::at)
                .findFirst()
                .orElse(activated == null ? Instant.EPOCH : activated);
    }

    private Stream<PromotionPage.PromotionView> moves(ModelName model, VersionNumber version) {
        String number = version.value();
        return catalogue.read(() -> promotions.history(model, Optional.empty(), Long.MAX_VALUE, MOST_READ)).stream()
                .map(PromotionPage.PromotionView::of)
                .filter(move -> number.equals(move.version()) || number.equals(move.previousVersion()));
    }

    private VersionRecord record(ModelVersion entity) {
        ModelName model = entity.modelName();
        VersionNumber version = entity.version();
        Optional<PackDetails> details = catalogue.details(entity);
        List<VersionRecord.Move> moves = moves(model, version)
                .limit(MOST_MOVES)
                .map(VersionRecords::move)
                .toList();
        return new VersionRecord(
                model,
                version,
                entity.task(),
                entity.sha256(),
                details.map(PackDetails::manifest),
                details.map(PackDetails::spec),
                ModelVersionView.SignatureView.of(details.map(PackDetails::signature))
                        .state()
                        .label(),
                inference.defaultVersion(model).equals(Optional.of(version)),
                entity.registeredAt(),
                entity.registeredBy(),
                moves);
    }

    private static VersionRecord.Move move(PromotionPage.PromotionView view) {
        return new VersionRecord.Move(
                view.alias(),
                view.action().label(),
                view.previousVersion(),
                view.version(),
                view.at(),
                view.by(),
                view.reason());
    }
}
