package io.trivium.runtime.learning.proposal;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Caller;
import io.trivium.core.security.FreshLogin;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The public keys whose signatures of packs count, besides those of the configuration. */
@Path("/v1/pack-keys")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.MODEL_OPERATOR)
public class PackKeyResource {
    private static final String NAME = "[a-z][a-z0-9-]{0,62}";

    private final PackKeys keys;
    private final TenantContext tenants;
    private final Caller caller;

    PackKeyResource(PackKeys keys, TenantContext tenants, Caller caller) {
        this.keys = keys;
        this.tenants = tenants;
        this.caller = caller;
    }

    /**
     * A key, and whose it is.
     *
     * @param publicKey Ed25519, X.509 SubjectPublicKeyInfo in PEM form
     */
    public record PackKeyRequest(
            @NotNull @Size(min = 1, max = 1000) String publicKey,

            @NotNull @NotBlank @Size(max = 500) String reason) {}

    /** The key that is approved, and why. */
    public record PackKeyApproval(
            @NotNull @Size(min = 16, max = 16) String keyId,

            @NotNull @NotBlank @Size(max = 500) String reason) {}

    /** At most 1,000, by name. */
    @GET
    @RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    public List<PackKeyView> list() {
        return keys.list();
    }

    /** Adds a key, which counts once another operator has approved it. */
    @PUT
    @Path("{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    public PackKeyView add(
            @PathParam("name") @Pattern(regexp = NAME) String name, @NotNull @Valid PackKeyRequest request) {
        return keys.add(tenants.forAudit(), caller.name(), name, request.publicKey(), request.reason());
    }

    /** Lets signatures by a key count; by another operator than the one who added it. */
    @POST
    @Path("{name}/approve")
    @FreshLogin
    @Consumes(MediaType.APPLICATION_JSON)
    public PackKeyView approve(
            @PathParam("name") @Pattern(regexp = NAME) String name, @NotNull @Valid PackKeyApproval request) {
        return keys.approve(tenants.forAudit(), caller.name(), name, request.keyId(), request.reason());
    }

    /**
     * Removes a key: its packs are refused when they are registered or loaded next.
     *
     * @param reason for the audit log
     */
    @DELETE
    @Path("{name}")
    @FreshLogin
    public void remove(
            @PathParam("name") @Pattern(regexp = NAME) String name,
            @QueryParam("reason") @NotNull @NotBlank @Size(max = 500) String reason) {
        keys.remove(tenants.forAudit(), caller.name(), name, reason);
    }
}
