package io.trivium.industrial.welding;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.industrial.paging.PageCursor;
import io.trivium.industrial.welding.WeldingViews.PredictionRequest;
import io.trivium.industrial.welding.WeldingViews.RecommendationRequest;
import io.trivium.industrial.welding.WeldingViews.VerdictRequest;
import io.trivium.industrial.welding.WeldingViews.WeldPrediction;
import io.trivium.industrial.welding.WeldingViews.WeldRecommendation;
import io.trivium.industrial.welding.WeldingViews.WeldRecommendations;
import io.trivium.industrial.welding.WeldingViews.WeldingProcesses;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
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
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Welding: recommendations for an operator, who sets them manually or does not. */
@Path("/v1/process/welding")
@RolesAllowed({Roles.INDUSTRIAL_OPERATOR, Roles.INDUSTRIAL_PLANNER})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class WeldingResource {
    private final WeldingAdvice advice;
    private final WeldingService service;
    private final TenantContext tenant;

    WeldingResource(WeldingAdvice advice, WeldingService service, TenantContext tenant) {
        this.advice = advice;
        this.service = service;
        this.tenant = tenant;
    }

    /** Returns the processes for which there is advice. */
    @GET
    public WeldingProcesses processes() {
        return new WeldingProcesses(advice.describe());
    }

    @POST
    @Path("recommendations")
    @Consumes(MediaType.APPLICATION_JSON)
    public WeldRecommendation recommend(@NotNull @Valid RecommendationRequest request) {
        return service.recommend(tenant.require(), request);
    }

    /** Recommendations, the latest first. */
    @GET
    @Path("recommendations")
    public WeldRecommendations list(
            @QueryParam("limit") @DefaultValue("20") @Min(1) @Max(200) int limit,
            @QueryParam("after") @Nullable @Size(max = 200) String after) {
        PageCursor cursor = after == null ? null : PageCursor.decode(after);
        List<WeldRecommendation> found = service.list(tenant.require(), cursor, limit + 1);
        if (found.size() <= limit) return new WeldRecommendations(found, null);
        WeldRecommendation last = found.get(limit - 1);
        return new WeldRecommendations(
                found.subList(0, limit), new PageCursor(last.at(), last.recommendationId()).encode());
    }

    @POST
    @Path("recommendations/{recommendationId}/verdict")
    @Consumes(MediaType.APPLICATION_JSON)
    public WeldRecommendation judge(
            @PathParam("recommendationId") UUID recommendationId, @NotNull @Valid VerdictRequest request) {
        return service.judge(tenant.require(), recommendationId, request);
    }

    /** Predicts the result of the caller's own settings. */
    @POST
    @Path("prediction")
    @Consumes(MediaType.APPLICATION_JSON)
    public WeldPrediction predict(@NotNull @Valid PredictionRequest request) {
        return advice.predict(request.process(), request.settings());
    }
}
