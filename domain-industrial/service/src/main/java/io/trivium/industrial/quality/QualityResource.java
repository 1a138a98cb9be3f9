package io.trivium.industrial.quality;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantTransactions;
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
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The issues of the data of the caller's organisation. */
@Path("/v1/data-quality")
@RolesAllowed({Roles.INDUSTRIAL_OPERATOR, Roles.INDUSTRIAL_PLANNER})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class QualityResource {
    private final QualityRepository counts;
    private final SilenceWatch silences;
    private final TenantTransactions transactions;
    private final TenantContext tenant;
    private final InstantSource clock;

    QualityResource(
            QualityRepository counts,
            SilenceWatch silences,
            TenantTransactions transactions,
            TenantContext tenant,
            InstantSource clock) {
        this.counts = counts;
        this.silences = silences;
        this.transactions = transactions;
        this.tenant = tenant;
        this.clock = clock;
    }

    /** The issues, by source and reason, the latest first. */
    public record QualityIssues(List<QualityIssue> items) {}

    /** Silent assets first, then those that were. */
    public record Silences(List<SilenceView> items) {}

    /** Counts of the last days, the present one (UTC) included. */
    @GET
    public QualityIssues issues(
            @QueryParam("days") @DefaultValue("7") @Min(1) @Max(90) int days,
            @QueryParam("source") @Nullable @Size(max = 300) String source,
            @QueryParam("limit") @DefaultValue("200") @Min(1) @Max(1000) int limit) {
        LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(days - 1L);
        return new QualityIssues(transactions.withConnection(
                tenant.require(), connection -> counts.since(connection, tenant.require(), day, source, limit)));
    }

    @GET
    @Path("silences")
    public Silences silences(
            @QueryParam("days") @DefaultValue("7") @Min(1) @Max(90) int days,
            @QueryParam("limit") @DefaultValue("200") @Min(1) @Max(1000) int limit) {
        Instant since = clock.instant().minus(Duration.ofDays(days));
        return new Silences(silences.since(tenant.require(), since, limit));
    }
}
