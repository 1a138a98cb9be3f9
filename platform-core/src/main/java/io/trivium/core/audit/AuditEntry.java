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
 * @param time when the entry was requested, UTC, microseconds; of requests that waited for each other not always in the
 *     order of {@code seq}
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

    /** An entry that is not linked yet: its number and hashes are empty. */
    static AuditEntry open(AuditEvent event, Instant time) {
        return new AuditEntry(
                0,
                event.tenant().value(),
                time,
                event.actor(),
                event.action(),
                event.object(),
                event.outcome().word(),
                CanonicalJson.of(event.details()),
                "",
                "");
    }

    AuditEntry linked(Link link) {
        return new AuditEntry(
                link.seq, tenant, time, actor, action, object, outcome, details, link.prevHash, link.hash);
    }

    /** The place of an entry in its chain. */
    record Link(long seq, String prevHash, String hash) {}

    /** Returns the previous hash of the first entry of a tenant. */
    public static String genesis(String tenant) {
        return sha256("trivium-audit/1\n" + tenant);
    }

    /** The bytes that are hashed: everything but the hash itself, as {@code audit_append} puts them together. */
    String canonical() {
        return canonicalBefore() + prevHash + "\",\"seq\":" + seq + "," + canonicalAfter();
    }

    /** The canonical form up to the previous hash; its members are in the order of their names. */
    String canonicalBefore() {
        String members = CanonicalJson.of(Map.of(
                "action", action,
                "actor", actor,
                "details", new CanonicalJson.Raw(details),
                "object", object,
                "outcome", outcome));
        return members.substring(0, members.length() - 1) + ",\"prevHash\":\"";
    }

    /** The canonical form after the number. */
    String canonicalAfter() {
        return CanonicalJson.of(Map.of("tenant", tenant, "time", time)).substring(1);
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

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
