package io.trivium.core.audit;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;

/** Reads and verifies one tenant's chain; thread-safe. */
@ApplicationScoped
public class AuditReader {

    private static final String COLUMNS =
            "select seq, time, actor, action, object, outcome, details, prev_hash, hash from audit_entry where";

    private final TenantTransactions transactions;
    private final AuditConfig config;

    AuditReader(TenantTransactions transactions, AuditConfig config) {
        this.transactions = transactions;
        this.config = config;
    }

    /** Entries before the given number that match the search, newest first. */
    List<AuditEntry> search(TenantId tenant, AuditSearch search, long seq, int limit) {
        StringBuilder sql = new StringBuilder(COLUMNS).append(" tenant_id = ? and seq < ?");
        List<Object> values = new ArrayList<>(List.of(tenant.value(), seq));
        search.conditions().forEach((condition, value) -> {
            sql.append(" and ").append(condition);
            values.add(value);
        });
        values.add(limit);
        return read(tenant, sql.append(" order by seq desc limit ?").toString(), values);
    }

    /** Returns the entries after the given number, oldest first. */
    public List<AuditEntry> after(TenantId tenant, long seq, int limit) {
        return read(
                tenant,
                COLUMNS + " tenant_id = ? and seq > ? order by seq limit ?",
                List.of(tenant.value(), seq, limit));
    }

    /** Returns the number of the chain's last entry; 0 without one. */
    public long head(TenantId tenant) {
        return search(tenant, new AuditSearch(null, null, null, null, null, null), Long.MAX_VALUE, 1).stream()
                .mapToLong(AuditEntry::seq)
                .findFirst()
                .orElse(0);
    }

    /** Recomputes the chain and checks the checkpoints this instance can see. */
    AuditReport verify(TenantId tenant) {
        List<PublicKey> keys = config.signingKey()
                .map(file -> List.of(AuditKeys.read(file).getPublic()))
                .orElse(List.of());
        List<Path> files = config.dataDirectory()
                .filter(directory -> config.signingKey().isPresent())
                .map(directory -> List.of(AuditCheckpoints.fileIn(directory)))
                .orElse(List.of());
        return transactions.withConnection(tenant, connection -> {
            try {
                return new AuditVerifier(connection, keys, files).verify(tenant.value());
            } catch (IOException e) {
                throw new UncheckedIOException("audit checkpoint file cannot be read", e);
            }
        });
    }

    private List<AuditEntry> read(TenantId tenant, String sql, List<Object> values) {
        return transactions.withConnection(tenant, connection -> {
            List<AuditEntry> entries = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.size(); i++) select.setObject(i + 1, values.get(i));
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        entries.add(AuditVerifier.entry(tenant.value(), row));
                    }
                }
            }
            return entries;
        });
    }
}
