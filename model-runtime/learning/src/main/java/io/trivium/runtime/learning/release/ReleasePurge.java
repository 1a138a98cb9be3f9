package io.trivium.runtime.learning.release;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Deletes the counts of releases that ended long ago. Their steps and alarms stay. */
@ApplicationScoped
class ReleasePurge {
    private static final Logger LOG = Logger.getLogger(ReleasePurge.class);
    private static final int BATCH = 500;

    private static final SqlUpdate FIGURES = SqlUpdate.of("""
            delete from learning_release_figures where ctid = any (array(select f.ctid from learning_release_figures f
                join learning_release r using (release_id) where r.finished_at < :before limit :limit))
            """);

    private static final SqlUpdate QUALITY = SqlUpdate.of("""
            delete from learning_release_quality where tenant_id = :tenant and ctid = any (array(
                select q.ctid from learning_release_quality q join learning_release r using (release_id)
                where q.tenant_id = :tenant and r.finished_at < :before limit :limit))
            """);

    private final ReleaseConfig config;
    private final KnownTenants tenants;
    private final TenantTransactions transactions;
    private final InstantSource clock;

    ReleasePurge(ReleaseConfig config, KnownTenants tenants, TenantTransactions transactions, InstantSource clock) {
        this.config = config;
        this.tenants = tenants;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Scheduled(
            identity = "release-purge",
            every = "${platform.runtime.learning.purge-interval:1h}",
            delayed = "5m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void purge() {
        Instant before = clock.instant().minus(config.keepFigures());
        long deleted = delete(TenantId.PLATFORM, FIGURES::on, before);
        for (TenantId tenant : tenants.all()) {
            deleted += delete(tenant, connection -> QUALITY.on(connection).set("tenant", tenant), before);
        }
        if (deleted > 0) LOG.infof("deleted %d rows of figures of releases that are over", deleted);
    }

    /** In short transactions of a bounded number of rows. */
    private long delete(TenantId tenant, Function<Connection, SqlUpdate.Call> statement, Instant before) {
        long all = 0;
        int deleted;
        do {
            deleted = transactions.withConnection(
                    tenant,
                    connection -> statement
                            .apply(connection)
                            .set("before", before)
                            .set("limit", BATCH)
                            .run());
            all += deleted;
        } while (deleted == BATCH);
        return all;
    }
}
