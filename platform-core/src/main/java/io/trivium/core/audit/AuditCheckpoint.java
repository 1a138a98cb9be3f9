package io.trivium.core.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A signed statement that a tenant's chain had this hash at this entry.
 *
 * @param hash of entry {@code seq}
 * @param time ISO 8601, UTC
 * @param service that wrote it
 * @param keyId which key signed
 * @param signature Ed25519 over {@link #canonical()}, base64
 */
record AuditCheckpoint(
        String tenant, long seq, String hash, String time, String service, String keyId, String signature) {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static AuditCheckpoint sign(String tenant, long seq, String hash, Instant time, String service, KeyPair keys) {
        AuditCheckpoint open =
                new AuditCheckpoint(tenant, seq, hash, time.toString(), service, AuditKeys.keyId(keys.getPublic()), "");
        return new AuditCheckpoint(
                tenant, seq, hash, open.time, service, open.keyId, AuditKeys.sign(keys.getPrivate(), open.canonical()));
    }

    boolean isSignedBy(PublicKey key) {
        return keyId.equals(AuditKeys.keyId(key)) && AuditKeys.verify(key, canonical(), signature);
    }

    /** The text that is signed: everything but the signature. */
    String canonical() {
        return CanonicalJson.of(
                Map.of("tenant", tenant, "seq", seq, "hash", hash, "time", time, "service", service, "keyId", keyId));
    }

    /** One line of the checkpoint file, without its end. */
    String line() {
        String canonical = canonical();
        return canonical.substring(0, canonical.length() - 1) + ",\"signature\":\"" + signature + "\"}";
    }

    /** The checkpoint of a line, or empty when the line is not exactly one. */
    static Optional<AuditCheckpoint> parse(String line) {
        try {
            AuditCheckpoint checkpoint = JSON.readValue(line, AuditCheckpoint.class);
            return checkpoint.line().equals(line) ? Optional.of(checkpoint) : Optional.empty();
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
