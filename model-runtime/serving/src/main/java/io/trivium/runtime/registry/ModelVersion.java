package io.trivium.runtime.registry;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.registry.store.PackSource;
import io.trivium.runtime.registry.store.VersionState;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One version of a model. Its pack is stored in the store at {@code path} and is known by the SHA-256 of its manifest.
 *
 * @param owner the tenant whose data alone it learned from; null for a version that may serve all tenants
 * @param rowVersion number of changes of the row: of two changes at a time one finds another number
 */
record ModelVersion(
        ModelName modelName,
        VersionNumber version,
        VersionState state,
        TaskName task,
        String sha256,
        String path,
        PackSource source,
        String provenance,
        Instant registeredAt,
        String registeredBy,
        @Nullable Instant activatedAt,
        @Nullable String failure,
        @Nullable TenantId owner,
        boolean signatureWaived,
        long rowVersion) {

    /** A version before it is stored. */
    static ModelVersion of(
            ModelPack pack,
            String path,
            PackSource source,
            @Nullable TenantId owner,
            Instant registeredAt,
            String registeredBy) {
        return new ModelVersion(
                pack.manifest().name(),
                pack.manifest().version(),
                VersionState.REGISTERED,
                pack.manifest().task(),
                pack.manifestSha256(),
                path,
                source,
                pack.manifest().provenanceJson(),
                registeredAt,
                registeredBy,
                null,
                null,
                owner,
                false,
                0);
    }

    static String id(ModelName model, VersionNumber version) {
        return model + ":" + version;
    }

    String id() {
        return id(modelName, version);
    }

    private ModelVersion with(VersionState newState, @Nullable Instant newActivatedAt, @Nullable String newFailure) {
        return new ModelVersion(
                modelName,
                version,
                newState,
                task,
                sha256,
                path,
                source,
                provenance,
                registeredAt,
                registeredBy,
                newActivatedAt,
                newFailure,
                owner,
                signatureWaived,
                rowVersion);
    }

    ModelVersion loaded() {
        return with(state == VersionState.ACTIVE ? state : VersionState.LOADED, activatedAt, null);
    }

    ModelVersion activated(Instant now) {
        return with(VersionState.ACTIVE, now, null);
    }

    ModelVersion unloaded() {
        return with(VersionState.REGISTERED, activatedAt, failure);
    }

    ModelVersion deleted() {
        return with(VersionState.DELETED, activatedAt, null);
    }

    ModelVersion failed(String reason) {
        return with(VersionState.FAILED, activatedAt, reason);
    }

    /** The tenant whose data alone it learned from; empty for a version that may serve all tenants. */
    Optional<TenantId> ownTenant() {
        return Optional.ofNullable(owner);
    }

    /** Whether its pack needs the signature of a trusted key where signatures are required. */
    boolean needsSignature() {
        return source == PackSource.UPLOADED && !signatureWaived;
    }

    /** Whether a tenant may know of it. */
    boolean isVisibleTo(TenantId tenant) {
        return owner == null || owner.equals(tenant);
    }

    /** The one activated earlier first; one never activated is the earliest. */
    static int byActivation(ModelVersion a, ModelVersion b) {
        return Comparator.comparing(ModelVersion::activatedAt, Comparator.nullsFirst(Comparator.naturalOrder()))
                .compare(a, b);
    }
}
