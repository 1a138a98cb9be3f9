package io.trivium.fin.desk;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.audit.AuditedSearch;
import io.trivium.core.audit.SearchAudit;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.fin.token.TakesCardNumbers;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Search, and pages of customers, cards, merchants, terminals, devices and receiving accounts. */
@Path("/v1")
@RolesAllowed({Roles.FIN_ANALYST, Roles.FIN_SUPERVISOR})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DeskResource {

    private final DeskService desk;
    private final SearchAudit searches;
    private final TenantContext tenant;

    DeskResource(DeskService desk, SearchAudit searches, TenantContext tenant) {
        this.desk = desk;
        this.searches = searches;
        this.tenant = tenant;
    }

    /**
     * The search request.
     *
     * @param text as it was typed; it is answered whatever it is, and never stored
     */
    @TakesCardNumbers
    public record SearchRequest(
            @NotNull @Size(max = 100_000) String text) {}

    /**
     * Finds entries by a case number, an authorization id, a token or an id. A request with a body, so that no token is
     * in an address. There is no search by card number: a text that could be a card number is not looked up. The audit log has what was
     * found, never the text.
     */
    @POST
    @Path("search")
    @Consumes(MediaType.APPLICATION_JSON)
    public SearchView search(@NotNull @Valid SearchRequest request) {
        SearchView view = desk.search(tenant.require(), request.text());
        searches.record(tenant.require(), "payment.search", "desk", view.found(), view.size());
        return view;
    }

    /** The party of this type that a payment names, or for a customer that a case is about. */
    @GET
    @Path("entities/{type}")
    @AuditedSearch(action = "payment.search", of = "entities")
    public EntityView entity(
            @Parameter(
                            schema =
                                    @Schema(
                                            enumeration = {
                                                "customer",
                                                "card",
                                                "merchant",
                                                "terminal",
                                                "device",
                                                "counterparty"
                                            }))
                    @PathParam("type")
                    String type,
            @Parameter(description = "A payment that names it") @QueryParam("authorizationId") @Nullable
                    String authorizationId,
            @Parameter(description = "A case that is about it; for type customer only")
                    @QueryParam("caseNumber")
                    @Min(1)
                    @Nullable
                    Long caseNumber) {
        EntityType asked = type(type);
        if ((authorizationId == null) == (caseNumber == null)) {
            throw invalid("authorizationId", "exactly one of authorizationId and caseNumber must be given", null);
        }
        if (authorizationId != null) return desk.entity(tenant.require(), asked, authorizationId);
        if (asked != EntityType.CUSTOMER || caseNumber == null) {
            throw invalid("caseNumber", "caseNumber is allowed with the type customer alone", null);
        }
        return desk.customerOf(tenant.require(), caseNumber);
    }

    private static EntityType type(String name) {
        try {
            return EntityType.of(name);
        } catch (IllegalArgumentException e) {
            throw invalid("type", "type must be customer, card, merchant, terminal, device or counterparty", e);
        }
    }

    private static PlatformException invalid(String field, String detail, @Nullable Throwable cause) {
        return new PlatformException(CoreErrorCode.INVALID_VALUE, detail, Map.of("field", field), cause);
    }
}
