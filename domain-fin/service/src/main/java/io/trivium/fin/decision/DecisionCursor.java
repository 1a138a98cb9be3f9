package io.trivium.fin.decision;

import io.trivium.core.error.PlatformException;
import io.trivium.fin.FinErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/**
 * A place in the decisions of a tenant, ordered by decision time and then id. As text it is opaque and safe in a URL;
 * it holds an authorization id and no card data.
 */
public record DecisionCursor(Instant decidedAt, String authorizationId) {

    /** The text form: unpadded base64url. */
    public String encode() {
        String plain = decidedAt.toEpochMilli() + " " + authorizationId;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads the text form.
     *
     * @throws PlatformException {@code cursor-invalid} for any text that {@link #encode} did not write
     */
    public static DecisionCursor decode(String text) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            int space = plain.indexOf(' ');
            if (space > 0 && plain.length() - space <= 65) {
                return new DecisionCursor(
                        Instant.ofEpochMilli(Long.parseLong(plain.substring(0, space))), plain.substring(space + 1));
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new PlatformException(
                    FinErrorCode.CURSOR_INVALID, FinErrorCode.CURSOR_INVALID.meaning(), java.util.Map.of(), e);
        }
        throw new PlatformException(FinErrorCode.CURSOR_INVALID, FinErrorCode.CURSOR_INVALID.meaning());
    }
}
