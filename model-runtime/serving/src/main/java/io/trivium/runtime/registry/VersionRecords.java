package io.trivium.runtime.registry;

import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.registry.store.PackDetails;
import io.trivium.runtime.registry.store.VersionRecord;
import io.trivium.runtime.serving.InferenceService;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Reads the records of versions. Thread-safe. */
@ApplicationScoped
public class VersionRecords {
    private static final int MOST_MOVES = 100;
    private static final int MOST_READ = 1000;

    private final ModelVersionRepository versions;
    private final PromotionRepository promotions;
    private final ModelCatalogue catalogue;
    private final InferenceService inference;

    VersionRecords(
            ModelVersionRepository versions,
            PromotionRepository promotions,
            ModelCatalogue catalogue,
            InferenceService inference) {
        this.versions = versions;
        this.promotions = promotions;
        this.catalogue = catalogue;
        this.inference = inference;
    }

    /** The record; empty when there is no such version. */
    public Optional<VersionRecord> find(String model, String version) {
        return catalogue.read(() -> versions.find(model, version)).map(this::record);
    }

    /** As {@link #find(String, String)}; a version of another tenant is not there. */
    public Optional<VersionRecord> find(TenantId viewer, String model, String version) {
        return catalogue
                .read(() -> versions.find(model, version))
                .filter(entity -> entity.isVisibleTo(viewer))
                .map(this::record);
    }

    /** As {@link #find(TenantId, String, String)}; refused as not found when there is none. */
    public VersionRecord require(TenantId viewer, String model, String version) {
        return record(catalogue.require(viewer, model, version));
    }

    private VersionRecord record(ModelVersionEntity entity) {
        String model = entity.modelName();
        String version = entity.version();
        Optional<PackDetails> details = catalogue.details(entity);
        List<VersionRecord.Move> moves =
                catalogue.read(() -> promotions.history(model, Optional.empty(), Long.MAX_VALUE, MOST_READ)).stream()
                        .map(PromotionPage.PromotionView::of)
                        .filter(move -> version.equals(move.version()) || version.equals(move.previousVersion()))
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
