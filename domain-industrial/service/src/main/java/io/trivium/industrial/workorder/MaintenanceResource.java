package io.trivium.industrial.workorder;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.web.RequestTime;
import io.trivium.industrial.IndustrialErrorCode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Costs and savings of maintenance, of the caller's organisation. */
@Path("/v1")
@RolesAllowed({Roles.INDUSTRIAL_OPERATOR, Roles.INDUSTRIAL_PLANNER})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class MaintenanceResource {
    private static final Duration USUAL_PERIOD = Duration.ofDays(90);

    private final MaintenanceReader reader;
    private final EconomicsStore economics;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final Caller caller;
    private final TenantContext tenant;
    private final InstantSource clock;

    MaintenanceResource(
            MaintenanceReader reader,
            EconomicsStore economics,
            TenantTransactions transactions,
            AuditLog audit,
            Caller caller,
            TenantContext tenant,
            InstantSource clock) {
        this.reader = reader;
        this.economics = economics;
        this.transactions = transactions;
        this.audit = audit;
        this.caller = caller;
        this.tenant = tenant;
        this.clock = clock;
    }

    /** In what ways assets fail. */
    public record FailureModes(List<FailureMode> items) {}

    /** The modes that a finished work order may name; the same for all types so far. */
    @GET
    @Path("failure-modes")
    public FailureModes failureModes(@QueryParam("assetType") @Nullable @Size(max = 64) String assetType) {
        return new FailureModes(FailureMode.ALL);
    }

    /** Figures of work orders that were finished within a time; without one, of the last 90 days. */
    @GET
    @Path("maintenance/figures")
    public MaintenanceView figures(
            @QueryParam("assetId") @Nullable UUID assetId,
            @QueryParam("task") @Nullable @Size(max = 63) String task,
            @QueryParam("from") @Nullable OffsetDateTime from,
            @QueryParam("to") @Nullable OffsetDateTime to) {
        Instant end = to == null ? clock.instant() : RequestTime.of(to);
        Instant begin = from == null ? end.minus(USUAL_PERIOD) : RequestTime.of(from);
        if (!begin.isBefore(end)) {
            throw new PlatformException(
                    IndustrialErrorCode.WORK_ORDER_INVALID,
                    "The time must begin before it ends.",
                    Map.of("field", "from"));
        }
        return reader.figures(tenant.require(), assetId, task, begin, end);
    }

    @GET
    @Path("maintenance/economics")
    public MaintenanceEconomics economics() {
        return transactions.withConnection(tenant.require(), connection -> economics.of(connection, tenant.require()));
    }

    /** Sets the costs, from now on; the version is 0 the first time. */
    @PUT
    @Path("maintenance/economics")
    @RolesAllowed(Roles.INDUSTRIAL_PLANNER)
    @Consumes(MediaType.APPLICATION_JSON)
    public MaintenanceEconomics put(@NotNull @Valid WorkOrderRequests.EconomicsDraft draft) {
        return transactions.withConnection(tenant.require(), connection -> {
            if (!economics.put(connection, tenant.require(), draft.economics(), clock.instant(), caller.name())) {
                throw new PlatformException(
                        IndustrialErrorCode.WORK_ORDER_CHANGED_MEANWHILE,
                        "The costs have another version by now.",
                        Map.of(
                                "version",
                                economics.of(connection, tenant.require()).version()));
            }
            audit.append(
                    "maintenance-economics.put",
                    "maintenance-economics",
                    AuditOutcome.SUCCESS,
                    Map.of("version", draft.version() + 1, "currency", draft.currency()));
            return economics.of(connection, tenant.require());
        });
    }
}
