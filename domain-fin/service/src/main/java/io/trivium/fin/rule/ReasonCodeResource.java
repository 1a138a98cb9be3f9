package io.trivium.fin.rule;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The meaning of the reason codes of decisions, in English and Simplified Chinese. */
@Path("/v1/reason-codes")
@RolesAllowed({Roles.FIN_ANALYST, Roles.FIN_SUPERVISOR, Roles.FIN_INGEST})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ReasonCodeResource {

    private final ReasonCodes codes;
    private final RuleService rules;
    private final TenantContext tenant;

    ReasonCodeResource(ReasonCodes codes, RuleService rules, TenantContext tenant) {
        this.codes = codes;
        this.rules = rules;
        this.tenant = tenant;
    }

    /** The codes of the product, then those of the tenant's rules. */
    public record ReasonCodeList(List<ReasonCodes.ReasonCode> items) {}

    @GET
    public ReasonCodeList list() {
        TenantId own = tenant.require();
        Map<String, ReasonCodes.ReasonCode> all = new LinkedHashMap<>();
        codes.all().forEach(code -> all.put(code.code(), code));
        // A rule's author writes one name, in the language of the desk.
        rules.reasonNames(own)
                .forEach((code, name) -> all.putIfAbsent(code, new ReasonCodes.ReasonCode(code, "rule", name, name)));
        return new ReasonCodeList(new ArrayList<>(all.values()));
    }
}
