package io.trivium.runtime.learning.manifest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.security.Caller;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.learning.manifest.ManifestRequest.SplitRequest;
import io.trivium.runtime.learning.manifest.ManifestView.LinePage;
import io.trivium.runtime.learning.manifest.ManifestView.ManifestPage;
import io.trivium.runtime.learning.manifest.ManifestView.ManifestVerification;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Frozen data sets of the caller's tenant. */
@Path("/v1/learning/manifests")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR, Roles.PLATFORM_AUDITOR})
public class ManifestResource {
    private final ManifestService manifests;
    private final TenantContext tenants;
    private final Caller caller;

    ManifestResource(ManifestService manifests, TenantContext tenants, Caller caller) {
        this.manifests = manifests;
        this.tenants = tenants;
        this.caller = caller;
    }

    /** A {@link ManifestRequest} as it is sent, with the task as text. */
    @Schema(name = "ManifestRequest")
    public record ManifestDraft(
            @NotNull @Pattern(regexp = "[a-z][a-z0-9-]{0,62}")
            String task,

            @Nullable @Pattern(regexp = "[a-z][a-z0-9-]{1,62}")
            String model,

            @Nullable Instant cutoff,
            @Nullable Instant knownAt,
            @Nullable @Valid SplitRequest split,
            @Nullable Boolean keepNearDuplicates) {
        ManifestRequest request() {
            ModelName only = model == null ? null : new ModelName(model);
            return new ManifestRequest(new TaskName(task), only, cutoff, knownAt, split, keepNearDuplicates);
        }
    }

    /** A registered version of a model. */
    public record LearnedVersion(
            @NotNull @Pattern(regexp = "[a-z][a-z0-9-]{1,62}")
            String model,

            @NotNull @Pattern(regexp = "[0-9]{1,9}(\\.[0-9]{1,9}){0,3}")
            String version) {}

    @GET
    public ManifestPage list(
            @QueryParam("task") @Nullable @Size(max = 63) String task,
            @QueryParam("cursor") @Nullable @Size(max = 100) String cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        return manifests.list(tenants.require(), task, cursor == null ? null : ManifestCursor.parse(cursor), limit);
    }

    /** Freezes a data set; it never changes but for the erasure of subjects. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    @APIResponse(
            responseCode = "201",
            description = "Frozen",
            content = @Content(schema = @Schema(implementation = ManifestView.class)))
    public Response freeze(@NotNull @Valid ManifestDraft draft) {
        ManifestView frozen = manifests.freeze(tenants.require(), caller.name(), draft.request());
        return Response.created(URI.create("/v1/learning/manifests/" + frozen.id()))
                .entity(frozen)
                .build();
    }

    @GET
    @Path("{manifest}")
    public ManifestView manifest(@PathParam("manifest") UUID manifest) {
        return manifests.require(tenants.require(), manifest);
    }

    @GET
    @Path("{manifest}/entries")
    public LinePage entries(
            @PathParam("manifest") UUID manifest,
            @QueryParam("from") @DefaultValue("0") @Min(0) int from,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1000) int limit) {
        return manifests.lines(tenants.require(), manifest, from, limit);
    }

    /** The whole manifest as JSON lines, for {@code verify-manifest} and for training. */
    @GET
    @Path("{manifest}/export")
    @Produces("application/x-ndjson")
    @RolesAllowed({Roles.MODEL_OPERATOR, Roles.PLATFORM_AUDITOR})
    public Response export(@PathParam("manifest") UUID manifest) {
        return file(manifest, false);
    }

    /** As the export, with the inputs of the examples that are still there; on record in the audit log. */
    @GET
    @Path("{manifest}/dataset")
    @Produces("application/x-ndjson")
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public Response dataset(@PathParam("manifest") UUID manifest) {
        manifests.recordReading(tenants.require(), caller.name(), manifest);
        return file(manifest, true);
    }

    /** Computes the manifest again. */
    @GET
    @Path("{manifest}/verification")
    public ManifestVerification verification(@PathParam("manifest") UUID manifest) {
        return manifests.verify(tenants.require(), manifest);
    }

    /** Puts on record that a version learned from the manifest. */
    @POST
    @Path("{manifest}/versions")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public ManifestView learned(@PathParam("manifest") UUID manifest, @NotNull @Valid LearnedVersion learned) {
        return manifests.addVersion(
                tenants.require(),
                caller.name(),
                manifest,
                new ModelName(learned.model()),
                new VersionNumber(learned.version()));
    }

    private Response file(UUID manifest, boolean withInputs) {
        TenantId tenant = tenants.require();
        // Checked before the first byte: afterwards the request can no longer be refused.
        manifests.require(tenant, manifest);
        StreamingOutput lines = out -> manifests.export(tenant, manifest, withInputs, out);
        return Response.ok(lines)
                .header("Content-Disposition", "attachment; filename=\"manifest-" + manifest + ".ndjson\"")
                .build();
    }
}
