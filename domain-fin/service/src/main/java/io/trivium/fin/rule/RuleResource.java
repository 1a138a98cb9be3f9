package io.trivium.fin.rule;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.audit.AuditedSearch;
import io.trivium.core.security.FreshLogin;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.fin.rule.engine.EntityKind;
import io.trivium.fin.rule.engine.RuleDefinition;
import io.trivium.fin.rule.engine.RuleVariables;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Rules of the caller's tenant: writing, checking, promoting and snoozing them. */
@Path("/v1/rules")
@RolesAllowed({Roles.FIN_ANALYST, Roles.FIN_SUPERVISOR})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RuleResource {

    private final RuleService rules;
    private final RulePromotion promotion;
    private final SnoozeService snoozes;
    private final TenantContext tenant;

    RuleResource(RuleService rules, RulePromotion promotion, SnoozeService snoozes, TenantContext tenant) {
        this.rules = rules;
        this.promotion = promotion;
        this.snoozes = snoozes;
        this.tenant = tenant;
    }

    /** A list of rules; all there are. */
    public record RuleList(List<RuleSummary> items) {}

    /** The names that expressions may use. */
    public record Vocabulary(List<RuleVariables.Variable> variables) {}

    /** An expression to check. */
    public record CheckRequest(@NotNull @Size(max = 4000) String expression) {}

    /**
     * A new rule.
     *
     * @param ruleId kebab-case, stays for good
     * @param reason why, for the history and the audit log
     */
    public record NewRule(
            @NotNull @Pattern(regexp = "[a-z][a-z0-9-]{1,63}")
            String ruleId,

            @NotNull @Valid RuleDefinition definition,
            @NotNull @NotBlank @Size(max = 500) String reason) {}

    /** An edit: the complete new definition. */
    public record NewVersion(
            @NotNull @Valid RuleDefinition definition,
            @NotNull @NotBlank @Size(max = 500) String reason) {}

    /** Why something is done to a version. */
    public record Reason(@NotNull @NotBlank @Size(max = 500) String reason) {}

    /**
     * A rule to be kept silent.
     *
     * @param entity token or id, as in the authorization
     * @param expiresAt at most 180 days ahead
     */
    public record NewSnooze(
            @NotNull EntityKind entityKind,

            @NotNull @Pattern(regexp = "[A-Za-z0-9._-]{1,64}")
            String entity,

            @NotNull Instant expiresAt,
            @NotNull @NotBlank @Size(max = 400) String reason) {}

    /** Snoozes of a rule, newest first. */
    public record SnoozeList(List<SnoozeView> items) {}

    @GET
    public RuleList list() {
        return new RuleList(rules.list(tenant.require()));
    }

    /** Variables of expressions with types and units. */
    @GET
    @Path("vocabulary")
    public Vocabulary vocabulary() {
        return new Vocabulary(rules.vocabulary(tenant.require()));
    }

    /** Whether an expression could be stored, and if not, where and why. */
    @POST
    @Path("check")
    @Consumes(MediaType.APPLICATION_JSON)
    public RuleCheck check(@NotNull @Valid CheckRequest request) {
        return rules.check(tenant.require(), request.expression());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public RuleVersion create(@NotNull @Valid NewRule request) {
        return rules.create(tenant.require(), request.ruleId(), request.definition(), request.reason());
    }

    @GET
    @Path("{ruleId}")
    public RuleDetail get(@PathParam("ruleId") String ruleId) {
        return rules.get(tenant.require(), ruleId);
    }

    @POST
    @Path("{ruleId}/versions")
    @Consumes(MediaType.APPLICATION_JSON)
    public RuleVersion edit(@PathParam("ruleId") String ruleId, @NotNull @Valid NewVersion request) {
        return rules.edit(tenant.require(), ruleId, request.definition(), request.reason());
    }

    /** Evaluated from now on without effect. */
    @POST
    @Path("{ruleId}/versions/{version}/shadow")
    @Consumes(MediaType.APPLICATION_JSON)
    public RuleVersion shadow(
            @PathParam("ruleId") String ruleId, @PathParam("version") int version, @NotNull @Valid Reason request) {
        return promotion.shadow(tenant.require(), ruleId, version, request.reason());
    }

    /** Requests a supervisor's approval to make it live; requires a finished back-test. */
    @POST
    @Path("{ruleId}/versions/{version}/proposal")
    @Consumes(MediaType.APPLICATION_JSON)
    public RuleVersion propose(
            @PathParam("ruleId") String ruleId, @PathParam("version") int version, @NotNull @Valid Reason request) {
        return promotion.propose(tenant.require(), ruleId, version, request.reason());
    }

    /** Makes it live: by a supervisor who neither wrote nor proposed it. */
    @POST
    @Path("{ruleId}/versions/{version}/approval")
    @FreshLogin
    @RolesAllowed(Roles.FIN_SUPERVISOR)
    @Consumes(MediaType.APPLICATION_JSON)
    public RuleVersion approve(
            @PathParam("ruleId") String ruleId, @PathParam("version") int version, @NotNull @Valid Reason request) {
        return promotion.approve(tenant.require(), ruleId, version, request.reason());
    }

    /** Takes the proposal back. */
    @POST
    @Path("{ruleId}/versions/{version}/rejection")
    @RolesAllowed(Roles.FIN_SUPERVISOR)
    @Consumes(MediaType.APPLICATION_JSON)
    public RuleVersion reject(
            @PathParam("ruleId") String ruleId, @PathParam("version") int version, @NotNull @Valid Reason request) {
        return promotion.reject(tenant.require(), ruleId, version, request.reason());
    }

    /** Evaluated no more. */
    @POST
    @Path("{ruleId}/versions/{version}/retirement")
    @RolesAllowed(Roles.FIN_SUPERVISOR)
    @Consumes(MediaType.APPLICATION_JSON)
    public RuleVersion retire(
            @PathParam("ruleId") String ruleId, @PathParam("version") int version, @NotNull @Valid Reason request) {
        return promotion.retire(tenant.require(), ruleId, version, request.reason());
    }

    @GET
    @Path("{ruleId}/snoozes")
    @AuditedSearch(action = "payment.search", of = "rule-snoozes")
    public SnoozeList snoozes(@PathParam("ruleId") String ruleId) {
        rules.get(tenant.require(), ruleId);
        return new SnoozeList(snoozes.list(tenant.require(), ruleId));
    }

    @POST
    @Path("{ruleId}/snoozes")
    @Consumes(MediaType.APPLICATION_JSON)
    public SnoozeView snooze(@PathParam("ruleId") String ruleId, @NotNull @Valid NewSnooze request) {
        return snoozes.add(
                tenant.require(),
                ruleId,
                request.entityKind(),
                request.entity(),
                request.expiresAt(),
                request.reason());
    }

    /** Ends a snooze before its time. */
    @POST
    @Path("{ruleId}/snoozes/{snoozeId}/end")
    public SnoozeView endSnooze(@PathParam("ruleId") String ruleId, @PathParam("snoozeId") UUID snoozeId) {
        return snoozes.end(tenant.require(), ruleId, snoozeId);
    }
}
