package io.trivium.fin.iso;

import com.solab.iso8583.IsoMessage;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.ErrorCategory;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.decision.DecisionView;
import io.trivium.fin.intake.AuthorizationService;
import io.trivium.fin.token.Tokenizer;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Card payments as ISO 8583 messages: 0100 and 0200 in, 0110 and 0210 out. */
@Path("/v1/iso8583")
@RolesAllowed(Roles.FIN_INGEST)
@RunOnVirtualThread
public class Iso8583Resource {

    private final AuthorizationService authorizations;
    private final Tokenizer tokens;
    private final TenantContext tenant;
    private final InstantSource clock;
    private final Codec8583 codec = new Codec8583();

    Iso8583Resource(AuthorizationService authorizations, Tokenizer tokens, TenantContext tenant, InstantSource clock) {
        this.authorizations = authorizations;
        this.tokens = tokens;
        this.tenant = tenant;
        this.clock = clock;
    }

    /** Every message that can be read as a request is answered with a response code; others with a problem. */
    @POST
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @RequestBody(
            required = true,
            description =
                    "One 0100 or 0200 of ISO 8583:1987 in ASCII with a hexadecimal bitmap, without a length before it",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(
            responseCode = "200",
            description = "The 0110 or 0210, with the decision in data element 39",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    public byte[] submit(byte @Nullable [] body) {
        if (body == null || body.length == 0) {
            throw new PlatformException(CoreErrorCode.MISSING_BODY, "The request needs an ISO 8583 message.");
        }
        TenantId caller = tenant.require();
        SafeMessage8583 message = SafeMessage8583.of(body, caller, tokens);
        IsoMessage request = codec.parse(message.bytes());
        return codec.answer(request, responseCode(caller, message, request));
    }

    private String responseCode(TenantId caller, SafeMessage8583 message, IsoMessage request) {
        SafeMessage8583.RefusedField refusal = message.refusal();
        String panToken = message.panToken();
        if (refusal != null || panToken == null) {
            return refusal == null ? "14" : refusal.code();
        }
        try {
            return responseCode(
                    authorizations.submit(caller, codec.authorization(request, panToken, clock.instant()), true));
        } catch (Codec8583.RefusedException e) {
            return e.responseCode();
        } catch (PlatformException e) {
            return responseCode(e);
        }
    }

    /** Approved 00, referred to the issuer 01, suspected fraud 59; 91 when nothing was decided in time. */
    static String responseCode(Optional<DecisionView> decision) {
        if (decision.isEmpty()) {
            return "91";
        }
        return switch (decision.orElseThrow().outcome()) {
            case APPROVE -> "00";
            case REFER -> "01";
            case DECLINE -> "59";
        };
    }

    static String responseCode(PlatformException e) {
        if (e.code() == FinErrorCode.AUTHORIZATION_ID_CONFLICT) {
            return "94";
        }
        return e.code().category() == ErrorCategory.INVALID ? "30" : "96";
    }
}
