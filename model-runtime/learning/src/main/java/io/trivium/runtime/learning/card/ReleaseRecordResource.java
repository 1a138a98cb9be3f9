package io.trivium.runtime.learning.card;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.learning.card.ReleaseRecord.ReleasedVersion;
import io.trivium.runtime.learning.lineage.LineageReader;
import io.trivium.runtime.learning.release.ReleaseReader;
import io.trivium.runtime.learning.release.ReleaseView;
import io.trivium.runtime.learning.update.UpdateConfig;
import io.trivium.runtime.manifest.CanonicalForm;
import io.trivium.runtime.pack.PackSigner;
import io.trivium.runtime.registry.VersionRecords;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.time.InstantSource;
import java.util.UUID;

/** The records of releases, for those who must show what changed in a model and why. */
@Path("/v1/learning/releases/{release}/record")
@RunOnVirtualThread
@RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR, Roles.PLATFORM_AUDITOR})
public class ReleaseRecordResource {
    private final ReleaseReader releases;
    private final VersionRecords versions;
    private final LineageReader lineage;
    private final UpdateConfig config;
    private final TenantContext tenants;
    private final InstantSource clock;

    ReleaseRecordResource(
            ReleaseReader releases,
            VersionRecords versions,
            LineageReader lineage,
            UpdateConfig config,
            TenantContext tenants,
            InstantSource clock) {
        this.releases = releases;
        this.versions = versions;
        this.lineage = lineage;
        this.config = config;
        this.tenants = tenants;
        this.clock = clock;
    }

    /** The record, written from the present state of the release. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public ReleaseRecord record(@PathParam("release") UUID release) {
        TenantId tenant = tenants.require();
        ReleaseView view = releases.require(tenant, release);
        return new ReleaseRecord(
                ReleaseRecord.FORMAT,
                clock.instant(),
                view,
                versions.find(tenant, view.model(), view.version())
                        .map(ReleasedVersion::of)
                        .orElse(null),
                versions.find(tenant, view.model(), view.champion())
                        .map(ReleasedVersion::of)
                        .orElse(null),
                lineage.learned(tenant, view.model(), view.version()),
                "POST /v1/learning/releases/" + release + "/rollback with a reason makes version " + view.champion()
                        + " of " + view.model() + " champion again.");
    }

    /**
     * The same, signed with the key that signs packs: a JSON Web Signature in compact form (RFC 7515, EdDSA of RFC 8037),
     * whose key id is that of the packs' signatures.
     */
    @GET
    @Produces("application/jose")
    public String signed(@PathParam("release") UUID release) throws IOException {
        if (config.signingKey().isEmpty() || config.signingPublicKey().isEmpty()) {
            throw new PlatformException(
                    RuntimeErrorCode.LEARNING_RECORD_UNSIGNED,
                    "No key signs records here: set platform.runtime.learning.update.signing-key and"
                            + " signing-public-key, or request application/json.");
        }
        PackSigner signer = PackSigner.read(
                config.signingKey().orElseThrow(), config.signingPublicKey().orElseThrow());
        return signer.jws(CanonicalForm.write(record(release)));
    }
}
