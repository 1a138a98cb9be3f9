package io.trivium.fin.casework.report;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Caller;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.casework.CaseInsight;
import io.trivium.fin.casework.CaseService;
import io.trivium.fin.casework.CaseView;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** A case to take along. */
@Path("/v1")
@RolesAllowed({Roles.FIN_ANALYST, Roles.FIN_SUPERVISOR})
@RunOnVirtualThread
public class CaseReportResource {

    private static final String PDF = "application/pdf";

    private final CaseService cases;
    private final CaseInsight insight;
    private final CaseReportPdf pdf;
    private final TenantContext tenant;
    private final Caller caller;
    private final InstantSource clock;

    CaseReportResource(
            CaseService cases,
            CaseInsight insight,
            CaseReportPdf pdf,
            TenantContext tenant,
            Caller caller,
            InstantSource clock) {
        this.cases = cases;
        this.insight = insight;
        this.pdf = pdf;
        this.tenant = tenant;
        this.caller = caller;
        this.clock = clock;
    }

    /** Everything on the case; that it was taken out is on the case's timeline and in the audit log. */
    @GET
    @Path("cases/{caseNumber}/report")
    @Produces({MediaType.APPLICATION_JSON, PDF})
    @APIResponse(
            responseCode = "200",
            description = "The report, as a file to save",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = CaseReport.class)),
                @Content(mediaType = PDF, schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    public Response report(
            @PathParam("caseNumber") long caseNumber,
            @QueryParam("format") @DefaultValue("json") @Pattern(regexp = "json|pdf") String format,
            @QueryParam("language") @DefaultValue("en") @Pattern(regexp = "en|zh-CN") String language) {
        TenantId own = tenant.require();
        // Put on record first: a copy that could not be made is one too many in the log, not one too few.
        CaseView view = cases.export(own, caseNumber, format);
        CaseReport report = new CaseReport(
                clock.instant(),
                caller.name(),
                own,
                view,
                insight.normal(own, caseNumber),
                insight.links(own, caseNumber),
                insight.similar(own, caseNumber));
        boolean asPdf = format.equals("pdf");
        Object entity = asPdf ? pdf.write(report, Locale.forLanguageTag(language)) : report;
        return Response.ok(entity, asPdf ? PDF : MediaType.APPLICATION_JSON)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"case-" + caseNumber + (asPdf ? ".pdf\"" : ".json\""))
                .build();
    }
}
