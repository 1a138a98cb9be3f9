package io.trivium.core.audit;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;

/** Reads and verifies one tenant's chain; thread-safe. */
@ApplicationScoped
public class AuditReader {

    private static final SqlQuery<Long> HEAD =
            SqlQuery.of(Long.class, "select seq from audit_entry where tenant_id = :tenant order by seq desc limit 1");

    private static final SqlQuery<AuditEntry> AFTER = SqlQuery.of(
            AuditEntry.class,
            "select " + AuditVerifier.COLUMNS + " where tenant_id = :tenant and seq > :seq order by seq limit :limit");

    private final TenantTransactions transactions;
    private final AuditConfig config;

    AuditReader(TenantTransactions transactions, AuditConfig config) {
        this.transactions = transactions;
        this.config = config;
    }

    /** Entries before the given number that match the search, newest first. */
    List<AuditEntry> search(TenantId tenant, AuditSearch search, long seq, int limit) {
        SqlQuery<AuditEntry> query = SqlQuery.of(
                AuditEntry.class,
                "select " + AuditVerifier.COLUMNS + " where tenant_id = :tenant and seq < :seq" + search.conditions()
                        + " order by seq desc limit :limit");
        return transactions.withConnection(tenant, connection -> {
            var call =
                    query.on(connection).set("tenant", tenant).set("seq", seq).set("limit", limit);
            search.values().forEach(call::set);
            return call.list();
        });
    }

    /** Returns the entries after the given number, oldest first. */
    public List<AuditEntry> after(TenantId tenant, long seq, int limit) {
        return transactions.withConnection(
                tenant,
                connection -> AFTER.on(connection)
                        .set("tenant", tenant)
                        .set("seq", seq)
                        .set("limit", limit)
                        .list());
    }

    /** Returns the number of the chain's last entry; 0 without one. */
    public long head(TenantId tenant) {
        return transactions.withConnection(
                tenant,
                connection -> HEAD.on(connection).set("tenant", tenant).first().orElse(0L));
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
}
