package io.trivium.fin.intake;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventError;
import io.trivium.core.event.EventRuleException;
import io.trivium.core.event.InvalidEventException;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.decision.DecisionView;
import io.trivium.fin.token.Tokenizer;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Authorizations over HTTP, for callers without Kafka. The id makes a repeated request safe. */
@Path("/v1/authorizations")
@RolesAllowed(Roles.FIN_INGEST)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AuthorizationResource {

    private final AuthorizationService authorizations;
    private final EventCodec codec;
    private final TenantContext tenant;
    private final Tokenizer tokens;

    AuthorizationResource(
            AuthorizationService authorizations, EventCodec codec, TenantContext tenant, Tokenizer tokens) {
        this.authorizations = authorizations;
        this.codec = codec;
        this.tenant = tenant;
        this.tokens = tokens;
    }

    /** 200 with the decision, or 202 with its future address when it was not made in time or not to be waited for. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RequestBody(
            required = true,
            description =
                    "The authorization. In place of panToken it may carry pan, the card number as a string of 12 to 19"
                            + " digits, which becomes a token before anything else happens.",
            content = @Content(schema = @Schema(implementation = Authorization.class)))
    @APIResponse(
            responseCode = "200",
            description = "The decision",
            content = @Content(schema = @Schema(implementation = DecisionView.class)))
    @APIResponse(responseCode = "202", description = "Taken in; Location is where the decision will be")
    public Response submit(byte @Nullable [] body, @HeaderParam("Prefer") @Nullable String prefer) {
        if (body == null || body.length == 0) {
            throw new PlatformException(CoreErrorCode.MISSING_BODY, "The request needs an authorization as JSON.");
        }
        Authorization authorization = read(tenant.require(), body);
        boolean wait = prefer == null || !prefer.toLowerCase(Locale.ROOT).contains("respond-async");
        Optional<DecisionView> decision = authorizations.submit(tenant.require(), authorization, wait);
        if (decision.isPresent()) return Response.ok(decision.orElseThrow()).build();
        return Response.accepted()
                .location(URI.create("/v1/authorizations/" + authorization.authorizationId() + "/decision"))
                .build();
    }

    private Authorization read(TenantId caller, byte[] body) {
        try {
            byte[] safe = PanMember.tokenised(body, pan -> tokens.card(caller, pan));
            return codec.decodeData(safe, Authorization.class);
        } catch (EventRuleException e) {
            throw new InvalidEventException(EventError.SCHEMA, e.getMessage() == null ? "is refused" : e.getMessage());
        } finally {
            PanMember.wipe(body);
        }
    }

    @GET
    @Path("{authorizationId}/decision")
    public DecisionView decision(@PathParam("authorizationId") String authorizationId) {
        return authorizations
                .find(tenant.require(), authorizationId)
                .orElseThrow(() -> new PlatformException(
                        FinErrorCode.AUTHORIZATION_NOT_FOUND, FinErrorCode.AUTHORIZATION_NOT_FOUND.meaning()));
    }
}
