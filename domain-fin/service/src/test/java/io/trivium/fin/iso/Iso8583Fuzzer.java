package io.trivium.fin.iso;

import com.solab.iso8583.IsoMessage;
import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.token.Tokenizer;
import io.trivium.fin.token.Tokenizers;
import java.time.Instant;

/** Any bytes are a payment by card with an answer that can be read again, or are refused; no secret stays in them. */
public final class Iso8583Fuzzer {
    private static final TenantId TENANT = new TenantId("demo-bank");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Tokenizer TOKENS = Tokenizers.tokenizer();
    private static final Codec8583 CODEC = new Codec8583();

    private Iso8583Fuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        byte[] body = data.clone();
        try {
            SafeMessage8583 safe = SafeMessage8583.of(body, TENANT, TOKENS);
            IsoMessage request = CODEC.parse(safe.bytes());
            CODEC.parse(asRequest(CODEC.answer(request, "00", safe)));
            String token = safe.panToken();
            if (token != null) CODEC.authorization(request, token, safe.merchantToken(), NOW);
        } catch (PlatformException | Codec8583.RefusedException e) {
            // Refused.
        }
    }

    /** Only requests are read: 0110 becomes 0100, 0430 becomes 0420. */
    private static byte[] asRequest(byte[] answer) {
        byte[] request = answer.clone();
        request[2] = (byte) (request[2] - 1);
        return request;
    }
}
