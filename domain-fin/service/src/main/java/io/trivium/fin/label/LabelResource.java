package io.trivium.fin.label;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.decision.DecisionView;
import io.trivium.fin.decision.LabelObservation;
import io.trivium.fin.decision.LabelStore;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** An analyst's labels of authorizations. */
@Path("/v1/labels")
@RolesAllowed({Roles.FIN_ANALYST, Roles.FIN_SUPERVISOR})
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class LabelResource {

    private final LabelService labels;
    private final LabelStore store;
    private final TenantContext tenant;

    LabelResource(LabelService labels, LabelStore store, TenantContext tenant) {
        this.labels = labels;
        this.store = store;
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

    /**
     * The labels of one authorization from every source.
     *
     * @param effective what counts; null if nothing was said
     * @param history everything that was said, by time
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LabelsView(
            String authorizationId, @Nullable LabelObservation effective, List<LabelObservation> history) {}

    @GET
    @Path("{authorizationId}")
    public LabelsView get(@PathParam("authorizationId") String authorizationId) {
        List<LabelObservation> history = store.history(tenant.require(), authorizationId);
        if (history.isEmpty()) {
            throw new PlatformException(
                    FinErrorCode.AUTHORIZATION_NOT_FOUND, "No label is stored under this authorization id.");
        }
        return new LabelsView(authorizationId, store.effective(history), history);
    }

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
