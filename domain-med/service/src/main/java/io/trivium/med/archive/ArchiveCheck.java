package io.trivium.med.archive;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.MedMetrics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Checks after each start, in the background, whether every row's file exists in its full length: a store that was
 * restored from a backup, or mounted from the wrong place, is to be detected before a user requests an image.
 * Thread-safe.
 */
@ApplicationScoped
class ArchiveCheck {

    private static final Logger LOG = Logger.getLogger(ArchiveCheck.class);
    private static final int PAGE = 1000;
    private static final int MOST_RECORDED = 100;
    /** Between two pages: the check is never in a hurry. */
    private static final long PAUSE_MILLIS = 200;

    private final TenantTransactions transactions;
    private final KnownTenants tenants;
    private final Archive archive;
    private final AuditLog audit;
    private final AtomicLong missing = new AtomicLong();
    private final CountDownLatch stopping = new CountDownLatch(1);

    private record Row(String sopInstance, String sha256, long size) {}

    private static final SqlQuery<Row> PAGE_AFTER = SqlQuery.of(Row.class, """
        select sop_instance_uid as sop_instance, sha256, size_bytes as size from instance
        where tenant_id = :tenant and (sop_instance_uid, sha256) > (:sopInstance, :sha256)
        order by sop_instance_uid, sha256 limit :limit
        """);

    ArchiveCheck(
            TenantTransactions transactions,
            KnownTenants tenants,
            Archive archive,
            AuditLog audit,
            MeterRegistry meters) {
        this.transactions = transactions;
        this.tenants = tenants;
        this.archive = archive;
        this.audit = audit;
        Gauge.builder(MedMetrics.FILES_MISSING, missing, AtomicLong::doubleValue)
                .register(meters);
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("archive-check").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        stopping.countDown();
    }

    private void run() {
        try {
            for (TenantId tenant : tenants.all()) check(tenant);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("the check of the store ended early; it starts again with the next start", e);
        }
    }

    private void check(TenantId tenant) throws InterruptedException {
        Row last = new Row("", "", 0);
        List<Row> page = page(tenant, last);
        while (!page.isEmpty()) {
            for (Row row : page) {
                if (!isThere(tenant, row)) report(tenant, row);
            }
            last = page.getLast();
            if (stopping.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) return;
            page = page(tenant, last);
        }
    }

    private boolean isThere(TenantId tenant, Row row) {
        try {
            return Files.size(archive.file(tenant, row.sha256())) == row.size();
        } catch (IOException e) {
            return false;
        }
    }

    private void report(TenantId tenant, Row row) {
        LOG.errorf("the file of instance %s is missing from the store or incomplete", row.sopInstance());
        if (missing.incrementAndGet() <= MOST_RECORDED) {
            transactions.run(
                    tenant,
                    () -> audit.append(new AuditEvent(
                            tenant,
                            "system:archive-check",
                            "instance.missing",
                            "instance/" + row.sopInstance(),
                            AuditOutcome.FAILURE,
                            Map.of("sha256", row.sha256()))));
        }
    }

    private List<Row> page(TenantId tenant, Row after) {
        return transactions.withConnection(
                tenant,
                connection -> PAGE_AFTER
                        .on(connection)
                        .set("tenant", tenant)
                        .set("sopInstance", after.sopInstance())
                        .set("sha256", after.sha256())
                        .set("limit", PAGE)
                        .list());
    }
}
