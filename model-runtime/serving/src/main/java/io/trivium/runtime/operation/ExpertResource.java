package io.trivium.runtime.operation;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.security.Caller;
import io.trivium.core.security.FreshLogin;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.runtime.serving.InferenceService;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The experts of the loaded models. Commands to them apply on every replica and across restarts. */
@Path("/v1/experts")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ExpertResource {
    private final ExpertOperations experts;
    private final PieceOperations pieces;
    private final Caller caller;
    private final TenantContext tenant;

    ExpertResource(ExpertOperations experts, PieceOperations pieces, Caller caller, TenantContext tenant) {
        this.experts = experts;
        this.pieces = pieces;
        this.caller = caller;
        this.tenant = tenant;
    }

    /** The experts of one loaded version, named by its number or an alias, else of the champion. */
    @GET
    @RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    public ExpertGridView grid(
            @QueryParam("model") @NotNull String model,
            @QueryParam("version") @Nullable String version,
            @QueryParam("layer") @Min(0) @Max(999) @Nullable Integer layer) {
        ExpertGridView all = experts.grid(InferenceService.named(model), version);
        return layer == null ? all : all.layer(layer);
    }

    /** Takes experts out of use: no token is sent to them. */
    @POST
    @Path("mask")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public ExpertGridView mask(@NotNull @Valid ExpertChange change) {
        return change(ExpertCommand.MASK, change);
    }

    /** Puts masked experts back into use. */
    @POST
    @Path("unmask")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public ExpertGridView unmask(@NotNull @Valid ExpertChange change) {
        return change(ExpertCommand.UNMASK, change);
    }

    /** Keeps experts in memory. */
    @POST
    @Path("pin")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public ExpertGridView pin(@NotNull @Valid ExpertChange change) {
        return change(ExpertCommand.PIN, change);
    }

    /** Lets experts be paged out again. */
    @POST
    @Path("unpin")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public ExpertGridView unpin(@NotNull @Valid ExpertChange change) {
        return change(ExpertCommand.UNPIN, change);
    }

    /**
     * Puts the pieces of a zip file, listed in its {@code expert-manifest.json}, in the place of the loaded version's:
     * common experts, or a tenant's own experts, side paths and trunk. All of them or none; they stay in place when the
     * version is loaded again.
     */
    @POST
    @Path("replace")
    @Consumes("application/zip")
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public ExpertGridView replace(
            @QueryParam("model") @NotNull @Size(min = 1, max = 63) String model,
            @QueryParam("version") @Size(max = 39) @Nullable String version,
            @QueryParam("reason") @NotNull @Size(max = 500) @Pattern(regexp = "[\\s\\S]*\\S[\\s\\S]*") String reason,
            InputStream zip) {
        ModelName named = InferenceService.named(model);
        VersionNumber replaced = pieces.replace(named, version, zip, reason, operator());
        return experts.grid(named, replaced.value());
    }

    /** Takes a tenant's own pieces out of a loaded version; it is then served with the common pieces. */
    @POST
    @Path("tenants/{tenant}/remove")
    @FreshLogin
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public ExpertGridView removeTenant(
            @PathParam("tenant") String tenantId, @NotNull @Valid TenantPiecesRemoval removal) {
        VersionNumber served = pieces.removeTenant(tenantId, removal, operator());
        return experts.grid(InferenceService.named(removal.model()), served.value());
    }

    private PieceOperations.Operator operator() {
        return new PieceOperations.Operator(tenant.forAudit(), caller.name());
    }

    private ExpertGridView change(ExpertCommand command, ExpertChange change) {
        return experts.change(command, change, tenant.forAudit(), caller.name());
    }
}
