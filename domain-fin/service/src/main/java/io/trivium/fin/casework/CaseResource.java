package io.trivium.fin.casework;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.audit.AuditedSearch;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.fin.casework.queue.QueueView;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** The queues of the desk, and single cases in them. */
@Path("/v1")
@RolesAllowed({Roles.FIN_ANALYST, Roles.FIN_SUPERVISOR})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class CaseResource {

    private final CaseReader cases;
    private final CaseService service;
    private final CaseInsight insight;
    private final TenantContext tenant;

    CaseResource(CaseReader cases, CaseService service, CaseInsight insight, TenantContext tenant) {
        this.cases = cases;
        this.service = service;
        this.insight = insight;
        this.tenant = tenant;
    }

    /** The queues that the caller works. */
    @GET
    @Path("case-queues")
    public List<QueueView> queues() {
        return cases.queues(tenant.require());
    }

    /** Takes the most urgent unassigned case; two callers never get the same. */
    @POST
    @Path("cases/next")
    @APIResponse(
            responseCode = "200",
            description = "The case, now the caller's",
            content = @Content(schema = @Schema(implementation = CaseView.class)))
    @APIResponse(responseCode = "204", description = "No case is free")
    public Response next(@QueryParam("queue") @Nullable String queue) {
        return service.takeNext(tenant.require(), queue)
                .map(Response::ok)
                .orElseGet(Response::noContent)
                .build();
    }

    @GET
    @Path("cases/{caseNumber}")
    public CaseView get(@PathParam("caseNumber") long caseNumber) {
        return cases.view(tenant.require(), caseNumber);
    }

    /** Cards, devices, terminals and counterparties of the case, and other cases that share them. */
    @GET
    @Path("cases/{caseNumber}/links")
    @AuditedSearch(action = "payment.search", of = "case-links")
    public LinksView links(@PathParam("caseNumber") long caseNumber) {
        return insight.links(tenant.require(), caseNumber);
    }

    /** Returns the usual behaviour of the customer's cards, and how the alerts compare with it. */
    @GET
    @Path("cases/{caseNumber}/normal")
    @AuditedSearch(action = "payment.search", of = "case-normal")
    public NormalView normal(@PathParam("caseNumber") long caseNumber) {
        return insight.normal(tenant.require(), caseNumber);
    }

    /** Closed cases that share entities or reasons with this one, the most alike first. */
    @GET
    @Path("cases/{caseNumber}/similar")
    @AuditedSearch(action = "payment.search", of = "similar-cases")
    public List<SimilarCaseView> similar(@PathParam("caseNumber") long caseNumber) {
        return insight.similar(tenant.require(), caseNumber);
    }
}
