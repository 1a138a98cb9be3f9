package io.trivium.industrial.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** By what a receiver knows that a message is ours, and not sent again by another later: HMAC-SHA256 (RFC 2104, RFC 6234). */
public final class WebhookSignature {
    public static final String HEADER = "X-Trivium-Signature";
    public static final String TIMESTAMP_HEADER = "X-Trivium-Timestamp";
    public static final String DELIVERY_HEADER = "X-Trivium-Delivery";
    private static final String ALGORITHM = "HmacSHA256";

    private WebhookSignature() {}

    /**
     * {@code sha256=} and the hexadecimal HMAC of the timestamp, a dot and the body.
     *
     * @param timestamp seconds since 1970, as in the header
     */
    public static String of(String secret, long timestamp, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            byte[] hash = mac.doFinal((timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
            return "sha256=" + HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
        }
    }
}
