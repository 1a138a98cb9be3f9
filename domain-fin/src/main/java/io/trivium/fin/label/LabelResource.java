package io.trivium.fin.label;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.fin.decision.DecisionView;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** What an analyst says an authorization turned out to be. */
@Path("/v1/labels")
@RolesAllowed({Roles.FIN_ANALYST, Roles.FIN_SUPERVISOR})
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class LabelResource {

    private final LabelService labels;
    private final TenantContext tenant;

    LabelResource(LabelService labels, TenantContext tenant) {
        this.labels = labels;
        this.tenant = tenant;
    }

    /**
     * The label of one authorization.
     *
     * @param label fraud or genuine
     */
    public record LabelRequest(
            @NotNull @Pattern(regexp = "[A-Za-z0-9._:-]{1,64}")
            String authorizationId,

            @NotNull @Pattern(regexp = "fraud|genuine") @Schema(enumeration = {"fraud", "genuine"})
            String label) {}

    @POST
    @APIResponse(
            responseCode = "202",
            description = "Taken; it reaches the features and the next training through the label topic",
            content = @Content(schema = @Schema(implementation = DecisionView.LabelView.class)))
    public Response add(@NotNull @Valid LabelRequest request) {
        return Response.accepted(labels.add(tenant.require(), request.authorizationId(), request.label()))
                .build();
    }
}
