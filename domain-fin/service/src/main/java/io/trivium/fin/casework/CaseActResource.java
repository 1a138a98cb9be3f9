package io.trivium.fin.casework;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Caller;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.fin.casework.queue.Disposition;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The acts of users on a case. Every act except the renewal of a lock is recorded in the audit log. */
@Path("/v1")
@RolesAllowed({Roles.FIN_ANALYST, Roles.FIN_SUPERVISOR})
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class CaseActResource {

    private static final int REASON = 1_000;

    private final CaseService cases;
    private final TenantContext tenant;
    private final Caller caller;

    CaseActResource(CaseService cases, TenantContext tenant, Caller caller) {
        this.cases = cases;
        this.tenant = tenant;
        this.caller = caller;
    }

    /**
     * An act without a reason.
     *
     * @param version of the case that the caller saw
     */
    public record VersionRequest(@Min(1) long version) {}

    /**
     * An act with a reason.
     *
     * @param version of the case that the caller saw
     */
    public record ReasonRequest(
            @Min(1) long version,
            @NotBlank @Size(max = REASON) String reason) {}

    /**
     * The recipient of a case.
     *
     * @param assignee user name
     */
    public record HandOverRequest(
            @Min(1) long version,

            @NotNull @Pattern(regexp = "[A-Za-z0-9._@-]{1,100}")
            String assignee,

            @NotBlank @Size(max = REASON) String reason) {}

    public record NoteRequest(@NotBlank @Size(max = 4_000) String text) {}

    /**
     * A finding.
     *
     * @param authorizationIds the alerts meant; absent for all that have no finding yet
     */
    public record DispositionRequest(
            @Min(1) long version,

            @NotNull
            @Pattern(regexp = "confirmed-fraud|false-positive|genuine-suspicious|inconclusive")
            @Schema(enumeration = {"confirmed-fraud", "false-positive", "genuine-suspicious", "inconclusive"})
            String disposition,

            @NotBlank @Size(max = REASON) String reason,

            @Size(min = 1, max = 200) @Nullable
            List<@NotNull @Pattern(regexp = "[A-Za-z0-9._:-]{1,64}") String> authorizationIds) {}

    /**
     * A lock on a case.
     *
     * @param until when it ends unless it is renewed
     */
    public record LockView(String holder, Instant until) {}

    @POST
    @Path("cases/{caseNumber}/take")
    public CaseView take(@PathParam("caseNumber") long caseNumber, @NotNull @Valid VersionRequest request) {
        return cases.take(tenant.require(), caseNumber, request.version());
    }

    /** Renews the caller's lock; the open page does so every minute. */
    @POST
    @Path("cases/{caseNumber}/lock")
    @Consumes(MediaType.WILDCARD)
    public LockView lock(@PathParam("caseNumber") long caseNumber) {
        return new LockView(caller.name(), cases.renewLock(tenant.require(), caseNumber));
    }

    @POST
    @Path("cases/{caseNumber}/release")
    public CaseView release(@PathParam("caseNumber") long caseNumber, @NotNull @Valid VersionRequest request) {
        return cases.release(tenant.require(), caseNumber, request.version());
    }

    @POST
    @Path("cases/{caseNumber}/hand-over")
    public CaseView handOver(@PathParam("caseNumber") long caseNumber, @NotNull @Valid HandOverRequest request) {
        return cases.handOver(
                tenant.require(),
                caseNumber,
                request.version(),
                request.assignee(),
                request.reason().strip());
    }

    @POST
    @Path("cases/{caseNumber}/escalate")
    public CaseView escalate(@PathParam("caseNumber") long caseNumber, @NotNull @Valid ReasonRequest request) {
        return cases.escalate(
                tenant.require(),
                caseNumber,
                request.version(),
                request.reason().strip());
    }

    @POST
    @Path("cases/{caseNumber}/notes")
    public CaseView note(@PathParam("caseNumber") long caseNumber, @NotNull @Valid NoteRequest request) {
        return cases.note(tenant.require(), caseNumber, request.text().strip());
    }

    /** Closes the case when no alert is left without a finding; fraud and genuine go to the label topic. */
    @POST
    @Path("cases/{caseNumber}/disposition")
    public CaseView dispose(@PathParam("caseNumber") long caseNumber, @NotNull @Valid DispositionRequest request) {
        List<String> meant = request.authorizationIds();
        return cases.dispose(
                tenant.require(),
                caseNumber,
                request.version(),
                Disposition.of(request.disposition()),
                request.reason().strip(),
                meant == null ? List.of() : meant);
    }

    @POST
    @Path("cases/{caseNumber}/reopen")
    public CaseView reopen(@PathParam("caseNumber") long caseNumber, @NotNull @Valid ReasonRequest request) {
        return cases.reopen(
                tenant.require(),
                caseNumber,
                request.version(),
                request.reason().strip());
    }
}
