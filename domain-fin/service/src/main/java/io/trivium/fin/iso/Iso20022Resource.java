package io.trivium.fin.iso;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.ErrorCategory;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.decision.DecisionView;
import io.trivium.fin.intake.AuthorizationService;
import io.trivium.fin.iso.StatusReport.Status;
import io.trivium.fin.token.Tokenizer;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Credit transfers as ISO 20022 messages: pacs.008 and pain.001 in, pacs.002 out. */
@Path("/v1/iso20022")
@RolesAllowed(Roles.FIN_INGEST)
@RunOnVirtualThread
public class Iso20022Resource {

    private final AuthorizationService authorizations;
    private final Tokenizer tokens;
    private final TenantContext tenant;
    private final InstantSource clock;

    Iso20022Resource(AuthorizationService authorizations, Tokenizer tokens, TenantContext tenant, InstantSource clock) {
        this.authorizations = authorizations;
        this.tokens = tokens;
        this.tenant = tenant;
        this.clock = clock;
    }

    /** All transfers of a message are decided at the same time; one refused does not refuse its neighbours. */
    @POST
    @Consumes(MediaType.APPLICATION_XML)
    @Produces(MediaType.APPLICATION_XML)
    @RequestBody(
            required = true,
            description = "A pacs.008 or pain.001 of any version, at most 256 KiB and 100 transfers",
            content = @Content(mediaType = MediaType.APPLICATION_XML, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(
            responseCode = "200",
            description = "A pacs.002.001.10 with the status of every transfer: ACCP, PDNG (referred, or not decided in"
                    + " time) or RJCT",
            content = @Content(mediaType = MediaType.APPLICATION_XML, schema = @Schema(type = SchemaType.STRING)))
    public String submit(byte @Nullable [] body) {
        if (body == null || body.length == 0) {
            throw new PlatformException(CoreErrorCode.MISSING_BODY, "The request needs a pacs.008 or pain.001.");
        }
        TenantId caller = tenant.require();
        Message20022 message;
        try {
            message = Reader20022.read(SafeXml.of(body, caller, tokens), clock.instant());
        } finally {
            Arrays.fill(body, (byte) 0);
        }
        List<Status> statuses = decide(caller, message.payments());
        return StatusReport.of(message, statuses, UUID.randomUUID().toString().replace("-", ""), clock.instant());
    }

    private List<Status> decide(TenantId caller, List<Payment20022> payments) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Status>> pending = new ArrayList<>();
            for (Payment20022 payment : payments) pending.add(threads.submit(() -> decide(caller, payment)));
            List<Status> statuses = new ArrayList<>();
            for (Future<Status> each : pending) statuses.add(each.get());
            return statuses;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a transfer could not be decided", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException(CoreErrorCode.OVERLOADED, "The service stops; send the same message again.");
        }
    }

    private Status decide(TenantId caller, Payment20022 payment) {
        Payment20022.Refusal refusal = payment.refusal();
        Authorization authorization = payment.authorization();
        if (refusal != null || authorization == null) {
            return new Status(
                    "RJCT",
                    refusal == null ? "FF01" : refusal.code(),
                    refusal == null ? List.of() : List.of(refusal.detail()));
        }
        try {
            return status(authorizations.submit(caller, authorization, true));
        } catch (PlatformException e) {
            return status(e);
        }
    }

    /** Returns the status of a decision for the sender; without a decision nothing is accepted. */
    static Status status(Optional<DecisionView> decision) {
        if (decision.isEmpty()) return new Status("PDNG", "NARR", List.of("decision-pending"));
        DecisionView made = decision.orElseThrow();
        return switch (made.outcome()) {
            case APPROVE -> new Status("ACCP", null, List.of());
            case REFER -> new Status("PDNG", "NARR", made.reasons());
            case DECLINE -> new Status("RJCT", "FR01", made.reasons());
        };
    }

    static Status status(PlatformException e) {
        if (e.code() == FinErrorCode.AUTHORIZATION_ID_CONFLICT) {
            return new Status("RJCT", "DU04", List.of(e.code().code()));
        }
        if (e.code() == FinErrorCode.AUTHORIZATION_TOO_OLD || e.code() == FinErrorCode.AUTHORIZATION_IN_FUTURE) {
            return new Status("RJCT", "DT01", List.of(e.code().code()));
        }
        if (e.code().category() == ErrorCategory.OVERLOADED) {
            return new Status("PDNG", "NARR", List.of(e.code().code()));
        }
        return new Status("RJCT", "NARR", List.of(e.code().code()));
    }
}
