package io.trivium.industrial.alarm;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.web.RequestTime;
import io.trivium.industrial.IndustrialErrorCode;
import io.trivium.industrial.alarm.rule.AlarmKind;
import io.trivium.industrial.alarm.rule.AlarmPriority;
import io.trivium.industrial.alarm.state.AlarmVerdict;
import io.trivium.industrial.paging.PageCursor;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Alarms of the caller's organisation, and what people do about them. */
@Path("/v1/alarms")
@RolesAllowed({Roles.INDUSTRIAL_OPERATOR, Roles.INDUSTRIAL_PLANNER})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AlarmResource {
    private static final Duration USUAL_JOURNAL = Duration.ofDays(1);

    private final AlarmService alarms;
    private final AlarmReader reader;
    private final AlarmFigureReader figures;
    private final AlarmJournal journal;
    private final TenantContext tenant;
    private final InstantSource clock;

    AlarmResource(
            AlarmService alarms,
            AlarmReader reader,
            AlarmFigureReader figures,
            AlarmJournal journal,
            TenantContext tenant,
            InstantSource clock) {
        this.alarms = alarms;
        this.reader = reader;
        this.figures = figures;
        this.journal = journal;
        this.tenant = tenant;
        this.clock = clock;
    }

    /**
     * A page of alarms.
     *
     * @param next where the next page begins; null on the last
     */
    public record AlarmPage(List<AlarmView> items, @Nullable String next) {}

    /** An act on an alarm that was seen in this version. */
    public record AlarmAcknowledgement(
            @Min(1) int version,
            @Nullable @Size(min = 1, max = 500) String note) {}

    /** An act that gives nothing but the version that was seen. */
    public record AlarmAct(@Min(1) int version) {}

    /** What an alarm was, that was seen in this version. */
    public record AlarmJudgement(
            @Min(1) int version,
            @NotNull AlarmVerdict verdict,
            @Nullable @Size(min = 1, max = 500) String note) {}

    /** Puts an alarm aside for some minutes. */
    public record AlarmShelving(
            @Min(1) int version,
            @Min(1) int minutes,
            @NotNull @Size(min = 1, max = 500) String reason) {}

    /** Takes an alarm out of service until a user returns it. */
    public record AlarmOutOfService(
            @Min(1) int version,
            @NotNull @Size(min = 1, max = 500) String reason) {}

    /** Alarms to be acknowledged regardless of their version. */
    public record AlarmList(
            @NotNull @Size(min = 1, max = 200) List<@NotNull UUID> alarmIds) {}

    /** The number of alarms acknowledged by this call. */
    public record Acknowledged(int acknowledged) {}

    /** Alarms by the time at which they were last raised, the latest first; without a state the open ones. */
    @GET
    public AlarmPage list(
            @QueryParam("state") @DefaultValue("open") @Pattern(regexp = "open|all") String state,
            @QueryParam("assetId") @Nullable UUID assetId,
            @QueryParam("lineId") @Nullable UUID lineId,
            @QueryParam("priority") @Nullable @Pattern(regexp = "low|medium|high|critical") String priority,
            @QueryParam("kind") @Nullable @Pattern(regexp = "limit|silence|anomaly|remaining-life|cycle-defect")
                    String kind,
            @QueryParam("from") @Nullable OffsetDateTime from,
            @QueryParam("to") @Nullable OffsetDateTime to,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1000) int limit,
            @QueryParam("after") @Nullable @Size(max = 200) String after) {
        AlarmQuery query = new AlarmQuery(
                "open".equals(state),
                assetId,
                lineId,
                priority == null ? null : AlarmPriority.of(priority),
                kind == null ? null : AlarmKind.of(kind),
                from == null ? null : RequestTime.of(from),
                to == null ? null : RequestTime.of(to));
        PageCursor cursor = after == null ? null : PageCursor.decode(after);
        List<AlarmView> found = reader.list(tenant.require(), query, cursor, limit + 1);
        if (found.size() <= limit) return new AlarmPage(found, null);
        AlarmView last = found.get(limit - 1);
        return new AlarmPage(found.subList(0, limit), new PageCursor(last.activeSince(), last.alarmId()).encode());
    }

    @GET
    @Path("{alarmId}")
    public AlarmDetail get(@PathParam("alarmId") UUID alarmId) {
        return reader.detail(tenant.require(), alarmId);
    }

    @GET
    @Path("figures")
    public AlarmFigures figures(@QueryParam("hours") @DefaultValue("24") @Min(1) @Max(744) int hours) {
        return figures.figures(tenant.require(), Duration.ofHours(hours));
    }

    /** Every change of every alarm of a time as CSV, the oldest first, at most 100,000; without a time, of the last 24 hours. */
    @GET
    @Path("journal")
    @Produces("text/csv;charset=UTF-8")
    public RestResponse<String> journal(
            @QueryParam("from") @Nullable OffsetDateTime from, @QueryParam("to") @Nullable OffsetDateTime to) {
        Instant end = to == null ? clock.instant() : RequestTime.of(to);
        Instant begin = from == null ? end.minus(USUAL_JOURNAL) : RequestTime.of(from);
        if (!begin.isBefore(end)) {
            throw new PlatformException(
                    IndustrialErrorCode.ALARM_ACT_INVALID,
                    "The time must begin before it ends.",
                    Map.of("field", "from"));
        }
        return RestResponse.ResponseBuilder.ok(journal.csv(tenant.require(), begin, end))
                .header("Content-Disposition", "attachment; filename=\"alarm-journal.csv\"")
                .build();
    }

    @POST
    @Path("acknowledge")
    @Consumes(MediaType.APPLICATION_JSON)
    public Acknowledged acknowledgeAll(@NotNull @Valid AlarmList request) {
        return new Acknowledged(alarms.acknowledge(tenant.require(), request.alarmIds()));
    }

    @POST
    @Path("{alarmId}/acknowledge")
    @Consumes(MediaType.APPLICATION_JSON)
    public AlarmView acknowledge(@PathParam("alarmId") UUID alarmId, @NotNull @Valid AlarmAcknowledgement request) {
        return alarms.acknowledge(tenant.require(), alarmId, request.version(), request.note());
    }

    @POST
    @Path("{alarmId}/verdict")
    @Consumes(MediaType.APPLICATION_JSON)
    public AlarmView judge(@PathParam("alarmId") UUID alarmId, @NotNull @Valid AlarmJudgement request) {
        return alarms.judge(tenant.require(), alarmId, request.version(), request.verdict(), request.note());
    }

    @POST
    @Path("{alarmId}/shelve")
    @Consumes(MediaType.APPLICATION_JSON)
    public AlarmView shelve(@PathParam("alarmId") UUID alarmId, @NotNull @Valid AlarmShelving request) {
        return alarms.shelve(tenant.require(), alarmId, request.version(), request.minutes(), request.reason());
    }

    @POST
    @Path("{alarmId}/unshelve")
    @Consumes(MediaType.APPLICATION_JSON)
    public AlarmView unshelve(@PathParam("alarmId") UUID alarmId, @NotNull @Valid AlarmAct request) {
        return alarms.unshelve(tenant.require(), alarmId, request.version());
    }

    @POST
    @Path("{alarmId}/out-of-service")
    @Consumes(MediaType.APPLICATION_JSON)
    public AlarmView takeOutOfService(@PathParam("alarmId") UUID alarmId, @NotNull @Valid AlarmOutOfService request) {
        return alarms.takeOutOfService(tenant.require(), alarmId, request.version(), request.reason());
    }

    @POST
    @Path("{alarmId}/return-to-service")
    @Consumes(MediaType.APPLICATION_JSON)
    public AlarmView returnToService(@PathParam("alarmId") UUID alarmId, @NotNull @Valid AlarmAct request) {
        return alarms.returnToService(tenant.require(), alarmId, request.version());
    }
}
