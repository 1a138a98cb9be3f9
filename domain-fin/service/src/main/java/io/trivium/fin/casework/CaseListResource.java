package io.trivium.fin.casework;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.audit.AuditedSearch;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.casework.queue.CasePriority;
import io.trivium.fin.casework.queue.Disposition;
import io.trivium.fin.csv.CsvRow;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Lists of cases: in pages, as a file, and one finding on several of them. */
@Path("/v1")
@RolesAllowed({Roles.FIN_ANALYST, Roles.FIN_SUPERVISOR})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class CaseListResource {

    private static final int EXPORT_PAGE = 500;
    private static final int BULK = 100;

    private final CaseReader cases;
    private final CaseService service;
    private final BulkDisposition bulk;
    private final TenantContext tenant;
    private final Caller caller;

    CaseListResource(CaseReader cases, CaseService service, BulkDisposition bulk, TenantContext tenant, Caller caller) {
        this.cases = cases;
        this.service = service;
        this.bulk = bulk;
        this.tenant = tenant;
        this.caller = caller;
    }

    /** The filter and order of a list of cases. */
    public static class Asked {
        @QueryParam("queue")
        @Nullable
        String queue;

        @QueryParam("closed")
        @DefaultValue("false")
        boolean closed;

        @QueryParam("priority")
        @Nullable
        String priority;

        /** Only those the caller works on. */
        @QueryParam("mine")
        @DefaultValue("false")
        boolean mine;

        @QueryParam("overdue")
        @DefaultValue("false")
        boolean overdue;

        @QueryParam("sort")
        @DefaultValue("urgency")
        @Schema(
                enumeration = {
                    "urgency",
                    "number",
                    "priority",
                    "due",
                    "score",
                    "alerts",
                    "amount",
                    "assignee",
                    "last-alert"
                })
        String sort = "urgency";

        @QueryParam("descending")
        @DefaultValue("false")
        boolean descending;

        CaseRepository.Filter filter(Caller caller, @Nullable Long after) {
            return new CaseRepository.Filter(
                    List.of(), closed, priority(), mine ? caller.name() : null, overdue, after, sort(), descending);
        }

        private CaseSort sort() {
            try {
                return CaseSort.of(sort);
            } catch (IllegalArgumentException e) {
                throw new PlatformException(
                        CoreErrorCode.INVALID_VALUE, String.valueOf(e.getMessage()), Map.of("field", "sort"), e);
            }
        }

        private @Nullable CasePriority priority() {
            String name = priority;
            try {
                return name == null || name.isEmpty() ? null : CasePriority.of(name);
            } catch (IllegalArgumentException e) {
                throw new PlatformException(
                        CoreErrorCode.INVALID_VALUE,
                        "priority must be critical, high, medium or low",
                        Map.of("field", "priority"),
                        e);
            }
        }
    }

    /**
     * Cases of the caller's queues: open ones the most urgent first, closed ones the newest first. Another order sorts the
     * first 10,000 of them.
     *
     * @param after {@code nextAfter} of the page before
     */
    @GET
    @Path("cases")
    @AuditedSearch(action = "payment.search", of = "cases")
    public CasePage list(
            @BeanParam Asked asked,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit,
            @QueryParam("after") @Min(1) @Nullable Long after) {
        CaseRepository.Filter filter = cases.own(asked.queue, asked.filter(caller, after));
        List<CaseSummaryView> found = cases.list(tenant.require(), filter, limit + 1);
        return found.size() <= limit
                ? new CasePage(found, null)
                : new CasePage(found.subList(0, limit), found.get(limit - 1).caseNumber());
    }

    /** The list as a file for spreadsheets, at most 10,000 cases; that it was taken out is in the audit log. */
    @GET
    @Path("cases/export")
    @Produces(CsvRow.MEDIA_TYPE)
    @APIResponse(
            responseCode = "200",
            description = "Comma-separated values with a line of names; texts that look like formulas begin with '",
            content = @Content(mediaType = CsvRow.MEDIA_TYPE, schema = @Schema(type = SchemaType.STRING)))
    public Response export(@BeanParam Asked asked) {
        TenantId own = tenant.require();
        CaseRepository.Filter filter = cases.own(asked.queue, asked.filter(caller, null));
        Map<String, Object> details = new HashMap<>();
        details.put("closed", asked.closed);
        details.put("queues", String.join(" ", filter.queues()));
        service.exportedList(own, details);
        List<CaseSummaryView> first = cases.list(own, filter, EXPORT_PAGE);
        StreamingOutput body = stream -> {
            stream.write(NAMES.getBytes(StandardCharsets.UTF_8));
            List<CaseSummaryView> page = first;
            int written = 0;
            while (!page.isEmpty()) {
                for (CaseSummaryView one : page) stream.write(line(one).getBytes(StandardCharsets.UTF_8));
                written += page.size();
                int left = Math.min(EXPORT_PAGE, CsvRow.MAX_ROWS - written);
                page = page.size() < EXPORT_PAGE || left <= 0
                        ? List.of()
                        : cases.list(own, filter.after(page.getLast().caseNumber()), left);
            }
        };
        return Response.ok(body, CsvRow.MEDIA_TYPE)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"cases.csv\"")
                .build();
    }

    private static final String NAMES = CsvRow.of(
            "case",
            "priority",
            "state",
            "queue",
            "due",
            "highest score",
            "alerts",
            "amounts",
            "reasons",
            "customer",
            "customer kind",
            "assigned to",
            "opened",
            "last alert",
            "finding",
            "closed",
            "closed by");

    private static String line(CaseSummaryView one) {
        StringBuilder amounts = new StringBuilder();
        new TreeMap<>(one.amounts())
                .forEach((String currency, BigDecimal amount) -> amounts.append(amounts.isEmpty() ? "" : " + ")
                        .append(amount.toPlainString())
                        .append(' ')
                        .append(currency));
        Disposition found = one.disposition();
        return CsvRow.of(
                one.caseNumber(),
                one.priority().wireName(),
                one.state().wireName(),
                one.queue(),
                one.dueAt(),
                one.maxScore(),
                one.alertCount(),
                amounts,
                String.join(" ", one.reasons()),
                one.customer(),
                one.customerKind(),
                one.assignee(),
                one.openedAt(),
                one.lastAlertAt(),
                found == null ? null : found.wireName(),
                one.closedAt(),
                one.closedBy());
    }

    /**
     * One finding with one reason on several cases.
     *
     * @param cases with the versions that the caller saw
     */
    public record BulkRequest(
            @NotNull @Size(min = 1, max = BULK) List<@NotNull @Valid CaseTarget> cases,

            @NotNull
            @Pattern(regexp = "confirmed-fraud|false-positive|genuine-suspicious|inconclusive")
            @Schema(enumeration = {"confirmed-fraud", "false-positive", "genuine-suspicious", "inconclusive"})
            String disposition,

            @NotBlank @Size(max = 1_000) String reason) {}

    /** A case and the version of it that the caller saw. */
    public record CaseTarget(
            @Min(1) long caseNumber, @Min(1) long version) {}

    /**
     * A finding on every alert without one of several cases. Each case is taken, if the caller does not hold it, and closed
     * by the rules of a single one; one that is refused leaves the others as they are.
     */
    @POST
    @Path("cases/bulk-disposition")
    @Consumes(MediaType.APPLICATION_JSON)
    public BulkResult dispose(@NotNull @Valid BulkRequest request) {
        Map<Long, Long> versions = new LinkedHashMap<>();
        request.cases().forEach(one -> versions.put(one.caseNumber(), one.version()));
        return bulk.dispose(
                tenant.require(),
                versions,
                Disposition.of(request.disposition()),
                request.reason().strip());
    }
}
