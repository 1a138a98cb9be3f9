package io.trivium.runtime.learning.manifest;

import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.manifest.ManifestEntry;
import io.trivium.runtime.manifest.MerkleTree;
import java.security.SecureRandom;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** Writes the lines of one manifest in batches and hashes them. Not thread-safe. */
final class ManifestTable {
    private static final HexFormat HEX = HexFormat.of();
    private static final int BATCH = 500;
    private static final int SALT_BYTES = 16;

    private static final SqlUpdate INSERT = SqlUpdate.of("""
            insert into learning_manifest_entry (tenant_id, manifest_id, ordinal, leaf, salt, example_id, content_hash,
                subject, occurred_at, label, label_source, label_observed_at, weight, part)
            values (:tenant, :manifest, :ordinal, :leaf, :salt, :example, :contentHash, :subject, :occurredAt, :label,
                :labelSource, :labelObservedAt, :weight, :part)
            """);

    private final Connection connection;
    private final TenantId tenant;
    private final UUID manifestId;
    private final SecureRandom random = new SecureRandom();
    private final MerkleTree tree = new MerkleTree();
    private final List<Line> waiting = new ArrayList<>(BATCH);
    private int lines;

    ManifestTable(Connection connection, TenantId tenant, UUID manifestId) {
        this.connection = connection;
        this.tenant = tenant;
        this.manifestId = manifestId;
    }

    /** A line to be written. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Line(int ordinal, byte[] leaf, byte[] salt, ManifestEntry entry) {}

    /** Adds an entry; its canonical bytes. */
    byte[] add(ManifestEntry entry) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] canonical = entry.canonical();
        byte[] leaf = MerkleTree.leaf(salt, canonical);
        tree.add(leaf);
        waiting.add(new Line(lines, leaf, salt, entry));
        lines++;
        if (waiting.size() == BATCH) flush();
        return canonical;
    }

    /** Writes the remaining rows. */
    void flush() {
        INSERT.batch(connection, waiting, this::bind);
        waiting.clear();
    }

    private void bind(SqlUpdate.Call values, Line line) {
        ManifestEntry entry = line.entry;
        values.set("tenant", tenant)
                .set("manifest", manifestId)
                .set("ordinal", line.ordinal)
                .set("leaf", line.leaf)
                .set("salt", line.salt)
                .set("example", entry.exampleId())
                .set("contentHash", HEX.parseHex(entry.contentHash()))
                .set("subject", entry.subject() == null ? null : HEX.parseHex(entry.subject()))
                .set("occurredAt", entry.occurredAt())
                .set("label", entry.label())
                .set("labelSource", entry.labelSource())
                .set("labelObservedAt", entry.labelObservedAt())
                .set("weight", entry.weight())
                .set("part", entry.part());
    }

    int lines() {
        return lines;
    }

    String root() {
        return HEX.formatHex(tree.root());
    }
}
