package io.trivium.core.audit.shipping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trivium.core.audit.AuditEntry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A numbered part of a chain: one line with the manifest, then each entry's line as in the audit log's export. One object, so that
 * entries and manifest are stored together or not at all.
 */
record Segment(Manifest manifest, List<String> lines) {

    static final String FORMAT = "trivium-audit-segment/1";

    /** JSON of a manifest: its members by name in the order of the record. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * The first line.
     *
     * @param segment number, from 1 in each chain
     * @param first number of the first entry
     * @param last number of the last entry
     * @param prevHash previous hash of the first entry
     * @param hash of the last entry
     * @param sha256 of the bytes after the first line
     */
    record Manifest(
            String format,
            String service,
            String tenant,
            long segment,
            long first,
            long last,
            String prevHash,
            String hash,
            String sha256) {}

    Segment {
        lines = List.copyOf(lines);
    }

    static Segment of(String service, long number, List<AuditEntry> entries) {
        List<String> lines = entries.stream().map(AuditEntry::exportLine).toList();
        AuditEntry first = entries.getFirst();
        AuditEntry last = entries.getLast();
        return new Segment(
                new Manifest(
                        FORMAT,
                        service,
                        first.tenant(),
                        number,
                        first.seq(),
                        last.seq(),
                        first.prevHash(),
                        last.hash(),
                        sha256(body(lines))),
                lines);
    }

    /** Beginning of the keys of a chain. */
    static String prefix(String service, String tenant) {
        return service + "/" + tenant + "/";
    }

    static String key(String service, String tenant, long number) {
        return prefix(service, tenant) + String.format(Locale.ROOT, "%010d.ndjson", number);
    }

    byte[] bytes() {
        try {
            return (JSON.writeValueAsString(manifest) + "\n" + body(lines)).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest of texts and numbers can be written", e);
        }
    }

    /** @throws ShippingException if the bytes are not exactly one segment; the message completes "segment 3 …" */
    static Segment parse(byte[] bytes) throws ShippingException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        Manifest manifest;
        try {
            manifest = JSON.readValue(text.substring(0, Math.max(end, 0)), Manifest.class);
        } catch (JsonProcessingException e) {
            throw new ShippingException("was changed: its first line is no manifest");
        }
        String body = text.substring(end + 1);
        if (!manifest.format.equals(FORMAT)) {
            throw new ShippingException("has the format " + manifest.format + ", which this version does not know");
        }
        if (!sha256(body).equals(manifest.sha256)) {
            throw new ShippingException("was changed: its lines do not have the SHA-256 of its manifest");
        }
        List<String> lines = body.lines().toList();
        if (lines.size() != manifest.last - manifest.first + 1) {
            throw new ShippingException("was changed: it does not have the number of entries of its manifest");
        }
        return new Segment(manifest, lines);
    }

    private static String body(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    private static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Lower-case hexadecimal. */
    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
