package io.trivium.industrial.alarm;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.FreshLogin;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.industrial.alarm.rule.AlarmRule;
import io.trivium.industrial.alarm.rule.AlarmRuleDraft;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rules that alarms are raised by, of the caller's organisation. */
@Path("/v1/alarm-rules")
@RolesAllowed({Roles.INDUSTRIAL_OPERATOR, Roles.INDUSTRIAL_PLANNER})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AlarmRuleResource {
    private final AlarmRuleService rules;
    private final TenantContext tenant;

    AlarmRuleResource(AlarmRuleService rules, TenantContext tenant) {
        this.rules = rules;
        this.tenant = tenant;
    }

    /** Rules by name. */
    public record AlarmRules(List<AlarmRule> items) {}

    /** All rules, those of a type, or those of one asset without its type's. */
    @GET
    public AlarmRules all(
            @QueryParam("assetId") @Nullable UUID assetId,
            @QueryParam("assetType") @Nullable @Size(max = 64) String assetType) {
        return new AlarmRules(rules.all(tenant.require(), assetType, assetId));
    }

    /** Makes a rule under an id of the caller's choice (version 0), or changes one. */
    @PUT
    @Path("{ruleId}")
    @RolesAllowed(Roles.INDUSTRIAL_PLANNER)
    @Consumes(MediaType.APPLICATION_JSON)
    public AlarmRule put(@PathParam("ruleId") UUID ruleId, @NotNull @Valid AlarmRuleDraft draft) {
        return rules.put(tenant.require(), ruleId, draft);
    }

    @DELETE
    @Path("{ruleId}")
    @FreshLogin
    @RolesAllowed(Roles.INDUSTRIAL_PLANNER)
    public void remove(@PathParam("ruleId") UUID ruleId, @QueryParam("version") @Min(1) int version) {
        rules.remove(tenant.require(), ruleId, version);
    }
}
