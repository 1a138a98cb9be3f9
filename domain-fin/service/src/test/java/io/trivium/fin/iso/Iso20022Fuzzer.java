package io.trivium.fin.iso;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.token.Tokenizer;
import io.trivium.fin.token.Tokenizers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Any bytes are transfers, or are refused; what is left of a message is XML without account numbers. */
public final class Iso20022Fuzzer {
    private static final TenantId TENANT = new TenantId("demo-bank");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Tokenizer TOKENS = Tokenizers.tokenizer();

    private Iso20022Fuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String safe;
        try {
            safe = SafeXml.of(data, TENANT, TOKENS);
        } catch (PlatformException e) {
            return;
        }
        try {
            Reader20022.read(safe, NOW);
        } catch (PlatformException e) {
            // Refused.
        }
        requireWellFormed(safe);
    }

    private static void requireWellFormed(String safe) {
        byte[] again = safe.getBytes(StandardCharsets.UTF_8);
        if (again.length > SafeXml.MAX_BYTES) return;
        try {
            SafeXml.of(again, TENANT, TOKENS);
        } catch (PlatformException e) {
            if (e.detail().contains("well-formed")) throw new IllegalStateException("what was written is no XML", e);
        }
    }
}
