package io.trivium.med.archive;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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

    private static final SqlQuery<Boolean> IS_WANTED =
            SqlQuery.of(Boolean.class, "select exists (select from instance where sha256 = :sha256)");

    private static final SqlQuery<String> REMOVED =
            SqlQuery.of(String.class, "select sha256 from removed_file order by removed_at limit :most");

    private static final SqlUpdate FORGET = SqlUpdate.of("delete from removed_file where sha256 = :sha256");

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
        return transactions.withConnection(
                tenant,
                connection -> IS_WANTED.on(connection).set("sha256", sha256).one());
    }

    private List<String> removed(TenantId tenant) {
        return transactions.withConnection(
                tenant,
                connection -> REMOVED.on(connection).set("most", AT_ONCE).list());
    }

    private void forget(TenantId tenant, String sha256) {
        transactions.withConnection(
                tenant,
                connection -> FORGET.on(connection).set("sha256", sha256).run());
    }
}
