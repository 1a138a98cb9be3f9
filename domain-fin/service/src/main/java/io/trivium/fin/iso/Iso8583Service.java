package io.trivium.fin.iso;

import com.solab.iso8583.IsoMessage;
import io.trivium.core.error.ErrorCategory;
import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.decision.DecisionRepository;
import io.trivium.fin.decision.DecisionView;
import io.trivium.fin.intake.AuthorizationService;
import io.trivium.fin.token.Tokenizer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Optional;

/** Answers ISO 8583 messages, whichever way they come in. Thread-safe. */
@ApplicationScoped
class Iso8583Service {

    private static final int SIGN_ON = 1;
    private static final int SIGN_OFF = 2;
    private static final int ECHO = 301;
    private static final String DONE = "00";
    private static final String NOT_SUPPORTED = "12";
    private static final String NOT_FOUND = "25";
    private static final String OUT_OF_SERVICE = "91";

    private final AuthorizationService authorizations;
    private final DecisionRepository decisions;
    private final Tokenizer tokens;
    private final InstantSource clock;
    private final Codec8583 codec = new Codec8583();

    Iso8583Service(
            AuthorizationService authorizations, DecisionRepository decisions, Tokenizer tokens, InstantSource clock) {
        this.authorizations = authorizations;
        this.decisions = decisions;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** What is known of the connection that messages come by. Thread-safe. */
    static final class Session {
        private volatile boolean signedOn;

        Session(boolean signedOn) {
            this.signedOn = signedOn;
        }
    }

    /**
     * The answer to a message.
     *
     * @param message overwritten in place where it has numbers
     * @throws PlatformException {@code iso-message-invalid} when no answer can be built
     */
    byte[] answer(TenantId tenant, byte[] message, Session session) {
        SafeMessage8583 safe = SafeMessage8583.of(message, tenant, tokens);
        IsoMessage request = codec.parse(safe.bytes());
        return codec.answer(request, responseCode(tenant, safe, request, session), safe);
    }

    private String responseCode(TenantId tenant, SafeMessage8583 safe, IsoMessage request, Session session) {
        if (Codec8583.kind(request) == Codec8583.NETWORK) return manage(Codec8583.networkCode(request), session);
        if (!session.signedOn) return OUT_OF_SERVICE;
        boolean reversal =
                Codec8583.kind(request) == Codec8583.REVERSAL || Codec8583.kind(request) == Codec8583.REVERSAL_ADVICE;
        SafeMessage8583.RefusedField refusal = safe.refusal();
        String panToken = safe.panToken();
        if (panToken == null && (!reversal || safe.namesCard())) return refusal == null ? "14" : refusal.code();
        try {
            return reversal || panToken == null
                    ? reverse(tenant, request, panToken == null ? "" : panToken)
                    : responseCode(authorizations.submit(
                            tenant,
                            codec.authorization(request, panToken, safe.merchantToken(), clock.instant()),
                            true));
        } catch (Codec8583.RefusedException e) {
            return e.responseCode();
        } catch (PlatformException e) {
            return responseCode(e);
        }
    }

    private static String manage(int code, Session session) {
        return switch (code) {
            case ECHO -> DONE;
            case SIGN_ON, SIGN_OFF -> {
                session.signedOn = code == SIGN_ON;
                yield DONE;
            }
            default -> NOT_SUPPORTED;
        };
    }

    /** Records a reversal once; a repeat and one of what is reversed already change nothing and are answered alike. */
    private String reverse(TenantId tenant, IsoMessage request, String panToken) throws Codec8583.RefusedException {
        Codec8583.Reversal reversal = codec.reversal(request);
        DecisionView original =
                authorizations.find(tenant, reversal.authorizationId()).orElse(null);
        if (original == null || (!panToken.isEmpty() && !panToken.equals(original.panToken()))) return NOT_FOUND;
        decisions.addReversal(tenant, reversal.authorizationId(), clock.instant(), reversal.left());
        return DONE;
    }

    /** Approved 00, referred to the issuer 01, suspected fraud 59; 91 when nothing was decided in time. */
    static String responseCode(Optional<DecisionView> decision) {
        if (decision.isEmpty()) return OUT_OF_SERVICE;
        return switch (decision.orElseThrow().outcome()) {
            case APPROVE -> DONE;
            case REFER -> "01";
            case DECLINE -> "59";
        };
    }

    static String responseCode(PlatformException e) {
        if (e.code() == FinErrorCode.AUTHORIZATION_ID_CONFLICT) return "94";
        return e.code().category() == ErrorCategory.INVALID ? "30" : "96";
    }
}
