package io.trivium.fin.rule;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The hypothetical effect of a version of a rule on past decisions. */
@Path("/v1/backtests")
@RolesAllowed({Roles.FIN_ANALYST, Roles.FIN_SUPERVISOR})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class BacktestResource {

    private final BacktestService backtests;
    private final TenantContext tenant;

    BacktestResource(BacktestService backtests, TenantContext tenant) {
        this.backtests = backtests;
        this.tenant = tenant;
    }

    /**
     * The version to run and the decisions to run it over.
     *
     * @param from payments at or after
     * @param to payments before
     */
    public record NewBacktest(
            @NotNull @Pattern(regexp = "[a-z][a-z0-9-]{1,63}")
            String ruleId,

            @Min(1) int version,
            @NotNull Instant from,
            @NotNull Instant to) {}

    /** Back-tests, newest first. */
    public record BacktestList(List<BacktestView> items) {}

    /** Starts a back-test; request it again to see its progress. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public BacktestView start(@NotNull @Valid NewBacktest request) {
        return backtests.start(tenant.require(), request.ruleId(), request.version(), request.from(), request.to());
    }

    @GET
    public BacktestList list(
            @QueryParam("ruleId") @NotNull @Pattern(regexp = "[a-z][a-z0-9-]{1,63}") String ruleId,
            @QueryParam("limit") @DefaultValue("20") @Min(1) @Max(100) int limit) {
        return new BacktestList(backtests.list(tenant.require(), ruleId, limit));
    }

    @GET
    @Path("{backtestId}")
    public BacktestView get(@PathParam("backtestId") UUID backtestId) {
        return backtests.get(tenant.require(), backtestId);
    }

    @POST
    @Path("{backtestId}/cancel")
    public BacktestView cancel(@PathParam("backtestId") UUID backtestId) {
        return backtests.cancel(tenant.require(), backtestId);
    }
}
