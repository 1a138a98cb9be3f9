package io.trivium.runtime.learning.store;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.learning.store.RejectionPage.RejectionCount;
import io.trivium.runtime.learning.store.RejectionPage.RejectionCounts;
import io.trivium.runtime.learning.store.RejectionPage.RejectionView;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records from the learning topics that were refused, of the caller's tenant. */
@Path("/v1/learning/rejections")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR, Roles.PLATFORM_AUDITOR})
public class RejectionResource {
    private static final int MOST_COUNTS = 500;

    private static final SqlQuery<RejectionView> LIST = SqlQuery.of(RejectionView.class, """
            select rejection_id as id, kind, task, example_id, reason, detail, rejected_at as at from learning_rejection
            where tenant_id = :tenant and rejection_id < :before and (:task::text is null or task = :task)
                and (:reason::text is null or reason = :reason)
            order by rejection_id desc limit :limit
            """);

    private static final SqlQuery<RejectionCount> COUNTS = SqlQuery.of(RejectionCount.class, """
            select task, kind, reason, count(*) as count, max(rejected_at) as last_at from learning_rejection
            where tenant_id = :tenant and rejected_at >= :since group by task, kind, reason
            order by count desc, task, kind, reason limit :limit
            """);

    private final TenantTransactions transactions;
    private final TenantContext tenants;
    private final InstantSource clock;

    RejectionResource(TenantTransactions transactions, TenantContext tenants, InstantSource clock) {
        this.transactions = transactions;
        this.tenants = tenants;
        this.clock = clock;
    }

    @GET
    public RejectionPage list(
            @QueryParam("task") @Nullable @Size(max = 63) String task,
            @QueryParam("reason") @Nullable @Size(max = 63) String reason,
            @QueryParam("before") @DefaultValue("9223372036854775807") @Min(1) long before,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        TenantId tenant = tenants.require();
        List<RejectionView> found = transactions.withConnection(
                tenant,
                connection -> LIST.on(connection)
                        .set("tenant", tenant)
                        .set("before", before)
                        .set("task", task)
                        .set("reason", reason)
                        .set("limit", limit + 1)
                        .list());
        if (found.size() <= limit) return new RejectionPage(found, null);
        return new RejectionPage(found.subList(0, limit), found.get(limit - 1).id());
    }

    /** The number of refusals, by task, kind and reason. */
    @GET
    @Path("counts")
    public RejectionCounts counts(@QueryParam("days") @DefaultValue("7") @Min(1) @Max(90) int days) {
        TenantId tenant = tenants.require();
        Instant since = clock.instant().minus(Duration.ofDays(days));
        return new RejectionCounts(
                since,
                transactions.withConnection(
                        tenant,
                        connection -> COUNTS.on(connection)
                                .set("tenant", tenant)
                                .set("since", since)
                                .set("limit", MOST_COUNTS)
                                .list()));
    }
}
