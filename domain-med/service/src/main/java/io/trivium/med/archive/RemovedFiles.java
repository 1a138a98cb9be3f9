package io.trivium.med.archive;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Deletes the files of removed instances. The same instance may arrive again at that moment, and its file has the path
 * of the old one before its row is written: so a file is set aside first, and only later, when the new instance has its
 * row, deleted, or put back if there is such a row. After a kill at any point the next run finishes the work. One at a
 * time.
 */
@ApplicationScoped
class RemovedFiles {
    /** Longer than an instance takes from its file's place to its row. */
    static final Duration GRACE = Duration.ofMinutes(10);

    private static final Logger LOG = Logger.getLogger(RemovedFiles.class);
    private static final int AT_ONCE = 10_000;

    private final Archive archive;
    private final TenantTransactions transactions;
    private final KnownTenants tenants;
    private final InstantSource clock;

    RemovedFiles(Archive archive, TenantTransactions transactions, KnownTenants tenants, InstantSource clock) {
        this.archive = archive;
        this.transactions = transactions;
        this.tenants = tenants;
        this.clock = clock;
    }

    @Scheduled(
            identity = "removed-files",
            every = "10m",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        for (TenantId tenant : tenants.all()) {
            try {
                sweep(tenant, clock.instant());
            } catch (IOException | RuntimeException e) {
                LOG.warnf("files of removed studies are not deleted for the moment: %s", e.getMessage());
            }
        }
    }

    /** Finishes what was set aside long enough ago, then sets aside what was removed since. */
    synchronized void sweep(TenantId tenant, Instant now) throws IOException {
        InstanceFiles files = archive.files();
        for (InstanceFiles.Aside aside : files.aside(tenant)) {
            if (aside.since().plus(GRACE).isAfter(now)) continue;
            if (isWanted(tenant, aside.sha256())) files.putBack(tenant, aside);
            else files.delete(aside);
        }
        for (String sha256 : removed(tenant)) {
            if (!isWanted(tenant, sha256)) files.setAside(tenant, sha256, now);
            forget(tenant, sha256);
        }
    }

    private boolean isWanted(TenantId tenant, String sha256) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("select from instance where sha256 = ? limit 1")) {
                query.setString(1, sha256);
                try (ResultSet row = query.executeQuery()) {
                    return row.next();
                }
            }
        });
    }

    private List<String> removed(TenantId tenant) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("select sha256 from removed_file order by removed_at limit ?")) {
                query.setInt(1, AT_ONCE);
                List<String> names = new ArrayList<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) names.add(rows.getString(1));
                }
                return names;
            }
        });
    }

    private void forget(TenantId tenant, String sha256) {
        transactions.withConnection(tenant, connection -> {
            try (PreparedStatement delete = connection.prepareStatement("delete from removed_file where sha256 = ?")) {
                delete.setString(1, sha256);
                return delete.executeUpdate();
            }
        });
    }
}
