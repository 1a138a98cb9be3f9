package io.trivium.industrial.rul;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.duty.OffDuty;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/** Removes cycles and estimates past their retention time, but none that an estimate still uses. Thread-safe. */
@ApplicationScoped
class LifeKeeper {
    private static final Logger LOG = Logger.getLogger(LifeKeeper.class);

    private final LifeStore store;
    private final LifeConfig config;
    private final KnownTenants tenants;
    private final TenantTransactions transactions;
    private final InstantSource clock;

    LifeKeeper(
            LifeStore store,
            LifeConfig config,
            KnownTenants tenants,
            TenantTransactions transactions,
            InstantSource clock) {
        this.store = store;
        this.config = config;
        this.tenants = tenants;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Scheduled(identity = "remaining-life-purge", every = "6h", delayed = "4m", skipExecutionIf = OffDuty.class)
    void purge() {
        Instant before = clock.instant().minus(config.keep());
        for (TenantId tenant : tenants.all()) {
            int removed = purge(tenant, before);
            if (removed > 0) {
                LOG.infof("%d cycles and estimates of remaining life from before %s were removed", removed, before);
            }
        }
    }

    /** Removes what is older of an organisation; returns how many rows. */
    int purge(TenantId tenant, Instant before) {
        int removed = 0;
        for (LifeStore.Standing standing :
                transactions.withConnection(tenant, connection -> store.standings(connection, tenant))) {
            removed += transactions.withConnection(
                    tenant, connection -> store.purge(connection, tenant, standing, before));
        }
        return removed;
    }
}
