package io.trivium.fin.decision.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.audit.AuditedSearch;
import io.trivium.core.audit.SearchAudit;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.web.RequestTime;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.csv.CsvRow;
import io.trivium.fin.decision.DecisionCursor;
import io.trivium.fin.decision.DecisionRepository;
import io.trivium.fin.decision.DecisionSort;
import io.trivium.fin.decision.DecisionView;
import io.trivium.fin.decision.Outcome;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Decisions of the caller's tenant: in pages, one by one, and as they are made. */
@Path("/v1/decisions")
@RolesAllowed({Roles.FIN_ANALYST, Roles.FIN_SUPERVISOR})
@RunOnVirtualThread
public class DecisionResource {

    private final DecisionRepository decisions;
    private final DecisionExport export;
    private final DecisionFeed feed;
    private final DecisionStream stream;
    private final SearchAudit searches;
    private final TenantContext tenant;

    DecisionResource(
            DecisionRepository decisions,
            DecisionExport export,
            DecisionFeed feed,
            DecisionStream stream,
            SearchAudit searches,
            TenantContext tenant) {
        this.decisions = decisions;
        this.export = export;
        this.feed = feed;
        this.stream = stream;
        this.searches = searches;
        this.tenant = tenant;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @APIResponse(
            responseCode = "200",
            description = "OK",
            content = @Content(schema = @Schema(implementation = DecisionPage.class)))
    @APIResponse(
            responseCode = "400",
            description =
                    "A parameter is not of its form. There is no search by card number; an address with a parameter"
                            + " pan, or with what could be a card number, is refused as address-holds-card-number, here and"
                            + " everywhere in this API; cards are looked up by their panToken")
    @AuditedSearch(action = "payment.search", of = "decisions")
    public DecisionPage list(
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("outcome") List<String> outcomes,
            @QueryParam("minScore") @DecimalMin("0") @DecimalMax("1") @Nullable Double minScore,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @Parameter(description = "Only decisions on the card of this authorization")
                    @QueryParam("sameCardAs")
                    @Nullable
                    String sameCardAs,
            @Parameter(
                            description = "Another order than by the time of the decision, newest first: of the newest"
                                    + " 10,000 decisions that match",
                            schema =
                                    @Schema(
                                            enumeration = {
                                                "decided",
                                                "occurred",
                                                "score",
                                                "amount",
                                                "latency",
                                                "outcome"
                                            }))
                    @QueryParam("sort")
                    @DefaultValue("decided")
                    String sort,
            @QueryParam("descending") @DefaultValue("true") boolean descending,
            @Parameter(description = "Decisions to leave out at the beginning; with another order, in place of cursor")
                    @QueryParam("skip")
                    @DefaultValue("0")
                    @Min(0)
                    @Max(10_000)
                    int skip) {
        var filter = new DecisionRepository.Filter(
                outcomes(outcomes), minScore, instant("from", from), instant("to", to), sameCardAs);
        if (!sort.equals("decided")) {
            return new DecisionPage(
                    decisions.sorted(tenant.require(), filter, sort(sort), descending, skip, limit), null);
        }
        DecisionCursor place = cursor == null || cursor.isEmpty() ? null : DecisionCursor.decode(cursor);
        List<DecisionView> found = decisions.before(tenant.require(), place, filter, limit + 1);
        if (found.size() <= limit) return new DecisionPage(found, null);
        DecisionView last = found.get(limit - 1);
        return new DecisionPage(
                found.subList(0, limit), new DecisionCursor(last.decidedAt(), last.authorizationId()).encode());
    }

    /** The list as a file for spreadsheets, newest first, at most 10,000 decisions; that it was taken out is in the audit log. */
    @GET
    @Path("export")
    @Produces(CsvRow.MEDIA_TYPE)
    @APIResponse(
            responseCode = "200",
            description = "Comma-separated values with a line of names; texts that look like formulas begin with '",
            content = @Content(mediaType = CsvRow.MEDIA_TYPE, schema = @Schema(type = SchemaType.STRING)))
    public Response export(
            @QueryParam("outcome") List<String> outcomes,
            @QueryParam("minScore") @DecimalMin("0") @DecimalMax("1") @Nullable Double minScore,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to) {
        var filter = new DecisionRepository.Filter(
                outcomes(outcomes), minScore, instant("from", from), instant("to", to), null);
        StreamingOutput body = export.newest(tenant.require(), filter)::write;
        return Response.ok(body, CsvRow.MEDIA_TYPE)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"decisions.csv\"")
                .build();
    }

    @GET
    @Path("{authorizationId}")
    @Produces(MediaType.APPLICATION_JSON)
    public DecisionView get(@PathParam("authorizationId") String authorizationId) {
        TenantId own = tenant.require();
        return decisions
                .find(own, authorizationId)
                .or(() -> feed.recent(own, authorizationId).map(DecisionView::of))
                .orElseThrow(() -> new PlatformException(
                        FinErrorCode.AUTHORIZATION_NOT_FOUND, FinErrorCode.AUTHORIZATION_NOT_FOUND.meaning()));
    }

    /** Server-sent events of type {@code decision}, resumed after {@code Last-Event-ID}. */
    @GET
    @Path("stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @APIResponse(
            responseCode = "200",
            description = "Events whose data is a decision",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS))
    public void stream(
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId, @Context SseEventSink sink, @Context Sse sse)
            throws InterruptedException {
        DecisionCursor place = lastEventId == null || lastEventId.isEmpty() ? null : DecisionCursor.decode(lastEventId);
        searches.recordOnce(tenant.require(), "payment.search", "decision-stream", Map.of(), 0);
        stream.run(tenant.require(), place, sink, sse);
    }

    private static DecisionSort sort(String name) {
        try {
            return DecisionSort.of(name);
        } catch (IllegalArgumentException e) {
            throw invalid("sort", String.valueOf(e.getMessage()));
        }
    }

    private static Set<Outcome> outcomes(List<String> names) {
        try {
            return Set.copyOf(names.stream().map(Outcome::of).toList());
        } catch (IllegalArgumentException e) {
            throw invalid("outcome", "outcome must be approve, refer or decline");
        }
    }

    private static @Nullable Instant instant(String name, @Nullable String text) {
        if (text == null || text.isEmpty()) return null;
        try {
            return RequestTime.parse(text);
        } catch (DateTimeException e) {
            throw invalid(name, name + " must be an RFC 3339 date-time");
        }
    }

    private static PlatformException invalid(String field, String detail) {
        return new PlatformException(io.trivium.core.error.CoreErrorCode.INVALID_VALUE, detail, Map.of("field", field));
    }
}
