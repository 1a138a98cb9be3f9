package io.trivium.runtime.registry;

import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.registry.store.ModelStore;
import io.trivium.runtime.registry.store.PackDetails;
import io.trivium.runtime.registry.store.PackTrust;
import io.trivium.runtime.serving.InferenceService;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The registered models, for display. Thread-safe. */
@ApplicationScoped
class ModelCatalogue {
    private static final int MOST_MODELS = 200;

    private final ModelVersionRepository versions;
    private final PromotionRepository promotions;
    private final ModelStore store;
    private final PackTrust trust;
    private final InferenceService inference;
    private final TenantTransactions transactions;

    /** By the SHA-256 of the manifest, which identifies the whole pack. */
    private final Map<String, PackDetails> details = new ConcurrentHashMap<>();

    ModelCatalogue(
            ModelVersionRepository versions,
            PromotionRepository promotions,
            ModelStore store,
            PackTrust trust,
            InferenceService inference,
            TenantTransactions transactions) {
        this.versions = versions;
        this.promotions = promotions;
        this.store = store;
        this.trust = trust;
        this.inference = inference;
        this.transactions = transactions;
    }

    /** Runs a query; models are the platform's and not a tenant's. */
    <T> T read(Supplier<T> query) {
        return transactions.call(TenantId.PLATFORM, query);
    }

    /** @param viewer the tenant, which sees its own versions in addition to the common ones */
    List<ModelView> models(TenantId viewer, int versionsEach) {
        Map<ModelName, List<ModelVersion>> byName = new LinkedHashMap<>();
        for (ModelVersion entity : read(versions::all)) {
            if (!entity.isVisibleTo(viewer)) continue;
            byName.computeIfAbsent(entity.modelName(), name -> new ArrayList<>())
                    .add(entity);
        }
        Map<ModelName, List<Promotion>> aliases = new LinkedHashMap<>();
        for (Promotion each : read(promotions::current)) {
            aliases.computeIfAbsent(each.modelName(), name -> new ArrayList<>()).add(each);
        }
        List<ModelView> models = new ArrayList<>();
        byName.forEach((name, list) -> {
            if (models.size() < MOST_MODELS) {
                models.add(model(name, list, aliases.getOrDefault(name, List.of()), versionsEach));
            }
        });
        return models;
    }

    ModelView model(TenantId viewer, ModelName name, int mostVersions) {
        List<ModelVersion> list = read(() -> versions.ofModel(name)).stream()
                .filter(entity -> entity.isVisibleTo(viewer))
                .toList();
        if (list.isEmpty()) throw modelNotFound(name.value());
        return model(name, list, read(() -> promotions.current(name)), mostVersions);
    }

    private ModelView model(ModelName name, List<ModelVersion> list, List<Promotion> aliases, int mostVersions) {
        List<ModelVersionView> newestFirst = list.stream()
                .sorted(Comparator.comparing(ModelVersion::version).reversed())
                .limit(mostVersions)
                .map(entity -> view(entity, aliases))
                .toList();
        return new ModelView(
                name.value(),
                inference.defaultVersion(name).map(VersionNumber::value).orElse(null),
                aliases.stream().map(AliasView::of).toList(),
                newestFirst);
    }

    ModelVersionView version(ModelName model, VersionNumber version) {
        return view(require(model, version));
    }

    ModelVersionView version(TenantId viewer, ModelName model, VersionNumber version) {
        return view(require(viewer, model, version));
    }

    ModelVersionView view(ModelVersion entity) {
        return view(entity, read(() -> promotions.current(entity.modelName())));
    }

    private ModelVersionView view(ModelVersion entity, List<Promotion> aliases) {
        List<String> own = aliases.stream()
                .filter(alias -> entity.version().equals(alias.version()))
                .map(Promotion::alias)
                .toList();
        boolean serving = inference.defaultVersion(entity.modelName()).equals(Optional.of(entity.version()));
        Long resident =
                inference.residentBytes(entity.modelName(), entity.version()).orElse(null);
        return ModelVersionView.of(entity, serving, own, details(entity), resident);
    }

    ModelVersion require(ModelName model, VersionNumber version) {
        return read(() -> versions.findExisting(model, version))
                .orElseThrow(() -> notFound(model.value(), version.value()));
    }

    /** As {@link #require(ModelName, VersionNumber)}; a version of another tenant is not there. */
    ModelVersion require(TenantId viewer, ModelName model, VersionNumber version) {
        ModelVersion entity = require(model, version);
        if (entity.isVisibleTo(viewer)) return entity;
        throw notFound(model.value(), version.value());
    }

    /** The problem of a request for a model that is not there. */
    static PlatformException modelNotFound(String name) {
        return new PlatformException(RuntimeErrorCode.MODEL_NOT_FOUND, "There is no model " + name + " here.");
    }

    /** The problem of a request for a version that is not there. */
    static PlatformException notFound(String name, String number) {
        return new PlatformException(
                RuntimeErrorCode.MODEL_VERSION_NOT_FOUND,
                "There is no version " + number + " of model " + name + " here.");
    }

    /** The details in a version's pack; empty when it cannot be read. */
    Optional<PackDetails> details(ModelVersion entity) {
        PackDetails known = details.get(entity.sha256());
        if (known != null) return Optional.of(known);
        try {
            PackManifest manifest = store.manifest(entity.path(), entity.sha256());
            PackDetails read = new PackDetails(manifest, store.spec(entity.path(), manifest), trust.judge(manifest));
            details.put(entity.sha256(), read);
            return Optional.of(read);
        } catch (InvalidPackException e) {
            return Optional.empty();
        }
    }

    List<AliasView> aliases(ModelName model) {
        if (read(() -> versions.ofModel(model)).isEmpty()) throw modelNotFound(model.value());
        return read(() -> promotions.current(model)).stream().map(AliasView::of).toList();
    }

    /** Versions by alias. */
    Map<String, VersionNumber> versionsByAlias(ModelName model) {
        return read(() -> promotions.versionsByAlias(model));
    }

    PromotionPage history(ModelName model, Optional<String> alias, long before, int limit) {
        List<PromotionPage.PromotionView> found =
                read(() -> promotions.history(model, alias, before, limit + 1)).stream()
                        .map(PromotionPage.PromotionView::of)
                        .toList();
        if (found.size() <= limit) return new PromotionPage(found, null);
        return new PromotionPage(found.subList(0, limit), found.get(limit - 1).id());
    }
}
