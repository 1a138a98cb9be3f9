package io.trivium.core.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;

/**
 * One link of a tenant's chain.
 *
 * @param seq 1 for the first entry of the tenant, then without gaps
 * @param time UTC, microseconds
 * @param details canonical JSON object
 * @param prevHash hash of the entry before, or {@link #genesis} of the tenant; lower-case hexadecimal
 * @param hash SHA-256 of {@link #canonical()}; lower-case hexadecimal
 */
public record AuditEntry(
        long seq,
        String tenant,
        Instant time,
        String actor,
        String action,
        String object,
        String outcome,
        String details,
        String prevHash,
        String hash) {

    /** The link that follows {@code prevHash}. */
    static AuditEntry link(AuditEvent event, long seq, Instant time, String prevHash) {
        AuditEntry open = new AuditEntry(
                seq,
                event.tenant().value(),
                time,
                event.actor(),
                event.action(),
                event.object(),
                event.outcome().word(),
                CanonicalJson.of(event.details()),
                prevHash,
                "");
        return open.withHash(open.computeHash());
    }

    /** Returns the previous hash of the first entry of a tenant. */
    public static String genesis(String tenant) {
        return sha256("trivium-audit/1\n" + tenant);
    }

    /** The bytes that are hashed: everything but the hash itself. */
    String canonical() {
        return CanonicalJson.of(Map.of(
                "seq", seq,
                "tenant", tenant,
                "time", time,
                "actor", actor,
                "action", action,
                "object", object,
                "outcome", outcome,
                "details", new CanonicalJson.Raw(details),
                "prevHash", prevHash));
    }

    /** Returns the hash that the content has, which is {@link #hash} unless the entry was changed. */
    public String computeHash() {
        return sha256(canonical());
    }

    /** Returns the entry as one line of an export, hash included. */
    public String exportLine() {
        String canonical = canonical();
        return canonical.substring(0, canonical.length() - 1) + ",\"hash\":\"" + hash + "\"}";
    }

    private AuditEntry withHash(String value) {
        return new AuditEntry(seq, tenant, time, actor, action, object, outcome, details, prevHash, value);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
