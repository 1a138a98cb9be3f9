package io.trivium.runtime.learning.variant;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Caller;
import io.trivium.core.security.FreshLogin;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.runtime.learning.variant.VariantView.VariantPage;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The present and past variants that serve the caller's organisation in place of a task's champion. */
@Path("/v1/learning/tasks/{task}/variants")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR, Roles.PLATFORM_AUDITOR})
public class VariantResource {
    private final Variants variants;
    private final VariantReader reader;
    private final TenantContext tenants;
    private final Caller caller;

    VariantResource(Variants variants, VariantReader reader, TenantContext tenants, Caller caller) {
        this.variants = variants;
        this.reader = reader;
        this.tenants = tenants;
        this.caller = caller;
    }

    /** Why a variant is taken out. */
    public record VariantReason(
            @NotNull @NotBlank @Size(max = 500) String reason) {}

    /** The latest first. */
    @GET
    public VariantPage variants(
            @PathParam("task") @Size(max = 63) String task,
            @QueryParam("after") @Nullable UUID after,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        return reader.list(tenants.require(), task, after, limit);
    }

    @GET
    @Path("{variant}")
    public VariantView variant(@PathParam("task") @Size(max = 63) String task, @PathParam("variant") UUID variant) {
        return reader.require(tenants.require(), task, variant);
    }

    /** Takes a variant out of service: the organisation is served with the champion from its next request on. */
    @POST
    @Path("{variant}/remove")
    @FreshLogin
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public VariantView remove(
            @PathParam("task") @Size(max = 63) String task,
            @PathParam("variant") UUID variant,
            @NotNull @Valid VariantReason request) {
        reader.require(tenants.require(), task, variant);
        return variants.remove(tenants.require(), variant, caller.name(), request.reason());
    }
}
