package io.trivium.runtime.learning.manifest;

import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.learning.store.Sql;
import io.trivium.runtime.manifest.ManifestEntry;
import io.trivium.runtime.manifest.MerkleTree;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.UUID;

/** Writes the lines of one manifest in batches and hashes them. Not thread-safe. */
final class ManifestTable implements AutoCloseable {
    private static final HexFormat HEX = HexFormat.of();
    private static final int BATCH = 500;
    private static final int SALT_BYTES = 16;

    private final TenantId tenant;
    private final UUID manifestId;
    private final PreparedStatement insert;
    private final SecureRandom random = new SecureRandom();
    private final MerkleTree tree = new MerkleTree();
    private int lines;

    ManifestTable(Connection connection, TenantId tenant, UUID manifestId) throws SQLException {
        this.tenant = tenant;
        this.manifestId = manifestId;
        this.insert = connection.prepareStatement("""
                insert into learning_manifest_entry (tenant_id, manifest_id, ordinal, leaf, salt, example_id, content_hash,
                    subject, occurred_at, label, label_source, label_observed_at, weight, part)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""");
    }

    /** Adds an entry; its canonical bytes. */
    byte[] add(ManifestEntry entry) throws SQLException {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] canonical = entry.canonical();
        byte[] leaf = MerkleTree.leaf(salt, canonical);
        tree.add(leaf);
        Sql.bind(
                insert,
                tenant.value(),
                manifestId,
                lines,
                leaf,
                salt,
                entry.exampleId(),
                HEX.parseHex(entry.contentHash()),
                entry.subject() == null ? null : HEX.parseHex(entry.subject()),
                entry.occurredAt(),
                entry.label(),
                entry.labelSource(),
                entry.labelObservedAt(),
                entry.weight(),
                entry.part().word());
        insert.addBatch();
        lines++;
        if (lines % BATCH == 0) insert.executeBatch();
        return canonical;
    }

    /** Writes the remaining rows. */
    void flush() throws SQLException {
        if (lines % BATCH != 0) insert.executeBatch();
    }

    int lines() {
        return lines;
    }

    String root() {
        return HEX.formatHex(tree.root());
    }

    @Override
    public void close() throws SQLException {
        insert.close();
    }
}
