package io.trivium.runtime.registry;

import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.registry.store.PackSource;
import io.trivium.runtime.registry.store.VersionState;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One version of a model. Its pack is stored in the store at {@code path} and is known by the SHA-256 of its manifest.
 */
@Entity
@Table(name = "model_version")
class ModelVersionEntity {
    @Id
    private String id;

    private String modelName;
    private String version;

    @Enumerated(EnumType.STRING)
    private VersionState state;

    private String task;
    private String sha256;
    private String path;

    @Enumerated(EnumType.STRING)
    private PackSource source;

    private String provenance;
    private Instant registeredAt;
    private String registeredBy;
    private @Nullable Instant activatedAt;
    private @Nullable String failure;
    private @Nullable String ownTenant;
    private boolean signatureWaived;

    @Version
    private long rowVersion;

    @SuppressWarnings("NullAway.Init") // for Hibernate
    protected ModelVersionEntity() {}

    ModelVersionEntity(ModelPack pack, String path, PackSource source, Instant registeredAt, String registeredBy) {
        this.modelName = pack.manifest().name();
        this.version = pack.manifest().version();
        this.id = id(modelName, version);
        this.state = VersionState.REGISTERED;
        this.task = pack.manifest().task();
        this.sha256 = pack.manifestSha256();
        this.path = path;
        this.source = source;
        this.provenance = pack.manifest().provenanceJson();
        this.registeredAt = registeredAt;
        this.registeredBy = registeredBy;
    }

    /** Makes it a version of one tenant, before it is stored. */
    ModelVersionEntity ownedBy(@Nullable TenantId tenant) {
        ownTenant = tenant == null ? null : tenant.value();
        return this;
    }

    static String id(String model, String version) {
        return model + ":" + version;
    }

    void loaded() {
        if (state != VersionState.ACTIVE) state = VersionState.LOADED;
        failure = null;
    }

    void activated(Instant now) {
        state = VersionState.ACTIVE;
        activatedAt = now;
        failure = null;
    }

    void unloaded() {
        state = VersionState.REGISTERED;
    }

    void deleted() {
        state = VersionState.DELETED;
        failure = null;
    }

    void failed(String reason) {
        state = VersionState.FAILED;
        failure = reason;
    }

    String modelName() {
        return modelName;
    }

    String version() {
        return version;
    }

    VersionState state() {
        return state;
    }

    String task() {
        return task;
    }

    String sha256() {
        return sha256;
    }

    String path() {
        return path;
    }

    PackSource source() {
        return source;
    }

    String provenance() {
        return provenance;
    }

    Instant registeredAt() {
        return registeredAt;
    }

    String registeredBy() {
        return registeredBy;
    }

    @Nullable
    Instant activatedAt() {
        return activatedAt;
    }

    @Nullable
    String failure() {
        return failure;
    }

    /** The tenant whose data alone it learned from; empty for a version that may serve all tenants. */
    Optional<TenantId> ownTenant() {
        return Optional.ofNullable(ownTenant).map(TenantId::new);
    }

    /** Whether its pack needs the signature of a trusted key where signatures are required. */
    boolean needsSignature() {
        return source == PackSource.UPLOADED && !signatureWaived;
    }

    /** Whether a tenant may know of it. */
    boolean isVisibleTo(TenantId tenant) {
        return ownTenant().isEmpty() || ownTenant().equals(Optional.of(tenant));
    }

    /** The one activated earlier first; one never activated is the earliest. */
    static int byActivation(ModelVersionEntity a, ModelVersionEntity b) {
        return Comparator.comparing(ModelVersionEntity::activatedAt, Comparator.nullsFirst(Comparator.naturalOrder()))
                .compare(a, b);
    }
}
