package io.trivium.industrial.notification;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.audit.AuditedSearch;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.IndustrialErrorCode;
import io.trivium.industrial.alarm.rule.AlarmPriority;
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
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The recipients of notifications of unacknowledged alarms, of the caller's organisation. */
@Path("/v1/notifications")
@RolesAllowed(Roles.INDUSTRIAL_PLANNER)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class NotificationResource {
    private final NotificationStore store;
    private final NotificationSender sender;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final Caller caller;
    private final TenantContext tenant;
    private final InstantSource clock;

    NotificationResource(
            NotificationStore store,
            NotificationSender sender,
            TenantTransactions transactions,
            AuditLog audit,
            Caller caller,
            TenantContext tenant,
            InstantSource clock) {
        this.store = store;
        this.sender = sender;
        this.transactions = transactions;
        this.audit = audit;
        this.caller = caller;
        this.tenant = tenant;
        this.clock = clock;
    }

    /** A target that a test is sent to. */
    public record NotificationTest(
            @NotNull NotificationChannel channel,
            @NotNull @Size(min = 3, max = 500) String target) {}

    /** The result of a test.
     * @param failure null when it was taken */
    public record NotificationTested(boolean sent, @Nullable String failure) {}

    @GET
    @Path("plan")
    @AuditedSearch(action = "technician.search", of = "notification-plan")
    public NotificationPlan plan() {
        return transactions.withConnection(
                tenant.require(),
                connection -> store.plan(connection, tenant.require()).plan());
    }

    /** Replaces the plan; the version is 0 the first time. It holds for alarms that are raised from now on. */
    @PUT
    @Path("plan")
    @Consumes(MediaType.APPLICATION_JSON)
    public NotificationPlan put(@NotNull @Valid NotificationPlan plan) {
        TenantId own = tenant.require();
        int before = -1;
        for (NotificationPlan.Step step : plan.steps()) {
            if (step.afterMinutes() < before) throw invalid("The steps have to be in the order of their times.");
            before = step.afterMinutes();
            sender.refusal(own, step).ifPresent(why -> {
                throw invalid(why);
            });
        }
        return transactions.withConnection(own, connection -> {
            if (!store.put(connection, own, plan, clock.instant(), caller.name())) {
                throw new PlatformException(
                        IndustrialErrorCode.NOTIFICATION_CHANGED_MEANWHILE,
                        IndustrialErrorCode.NOTIFICATION_CHANGED_MEANWHILE.meaning(),
                        Map.of("version", store.plan(connection, own).plan().version()));
            }
            audit.append(
                    "notification-plan.put",
                    "notification-plan",
                    AuditOutcome.SUCCESS,
                    Map.of(
                            "version",
                            plan.version() + 1,
                            "enabled",
                            plan.enabled(),
                            "steps",
                            plan.steps().toString()));
            return store.plan(connection, own).plan();
        });
    }

    /** Sends a test message at once; it is audited. */
    @POST
    @Path("test")
    @Consumes(MediaType.APPLICATION_JSON)
    public NotificationTested test(@NotNull @Valid NotificationTest request) {
        TenantId own = tenant.require();
        NotificationPlan.Step step =
                new NotificationPlan.Step(0, request.channel(), request.target(), AlarmPriority.LOW);
        sender.refusal(own, step).ifPresent(why -> {
            throw invalid(why);
        });
        Optional<String> failure = sender.send(step, new NotificationMessage(own, "test", 0, null), "test");
        transactions.withConnection(
                own,
                connection -> audit.append(
                        "notification.tested",
                        "notification-plan",
                        failure.isEmpty() ? AuditOutcome.SUCCESS : AuditOutcome.FAILURE,
                        Map.of("channel", request.channel().wireName(), "target", request.target())));
        return new NotificationTested(failure.isEmpty(), failure.orElse(null));
    }

    @GET
    @Path("deliveries")
    @AuditedSearch(action = "technician.search", of = "notification-deliveries")
    public NotificationLog deliveries(@QueryParam("limit") @DefaultValue("50") @Min(1) @Max(500) int limit) {
        return new NotificationLog(transactions.withConnection(
                tenant.require(), connection -> store.latest(connection, tenant.require(), limit)));
    }

    private static PlatformException invalid(String detail) {
        return new PlatformException(IndustrialErrorCode.NOTIFICATION_INVALID, detail, Map.of());
    }
}
