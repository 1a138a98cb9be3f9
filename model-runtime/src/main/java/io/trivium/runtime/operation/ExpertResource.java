package io.trivium.runtime.operation;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Caller;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** The experts of the loaded models. A command holds until the version is unloaded. */
@Path("/v1/experts")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ExpertResource {
    private final ExpertOperations experts;
    private final Caller caller;
    private final TenantContext tenant;

    ExpertResource(ExpertOperations experts, Caller caller, TenantContext tenant) {
        this.experts = experts;
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
        ExpertGridView all = experts.grid(model, version);
        return layer == null ? all : all.layer(layer);
    }

    /** Takes experts out of use: no token is sent to them. */
    @POST
    @Path("mask")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public ExpertGridView mask(@NotNull @Valid ExpertChange change) {
        return change(ExpertOperations.Command.MASK, change);
    }

    /** Puts masked experts back into use. */
    @POST
    @Path("unmask")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public ExpertGridView unmask(@NotNull @Valid ExpertChange change) {
        return change(ExpertOperations.Command.UNMASK, change);
    }

    /** Keeps experts in memory. */
    @POST
    @Path("pin")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public ExpertGridView pin(@NotNull @Valid ExpertChange change) {
        return change(ExpertOperations.Command.PIN, change);
    }

    /** Lets experts be paged out again. */
    @POST
    @Path("unpin")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public ExpertGridView unpin(@NotNull @Valid ExpertChange change) {
        return change(ExpertOperations.Command.UNPIN, change);
    }

    private ExpertGridView change(ExpertOperations.Command command, ExpertChange change) {
        return experts.change(command, change, tenant.forAudit(), caller.name());
    }
}
