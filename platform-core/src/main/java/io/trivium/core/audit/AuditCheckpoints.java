package io.trivium.core.audit;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.trivium.core.config.PlatformConfig;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Signs the heads of the audit chains, into the file first and then into the table, so that rows cannot vanish from the
 * end of a chain unseen. A chain gets a checkpoint when it grew by a set number of entries or its oldest uncovered
 * entry reached a set age, and when the service stops. What is cut off before its checkpoint (at most that number or
 * age) is the window that remains.
 */
@ApplicationScoped
public class AuditCheckpoints {

    private static final Logger LOG = Logger.getLogger(AuditCheckpoints.class);

    /**
     * Heads beyond their last checkpoint, found by a few steps through the keys however long the chains are: this runs every
     * second. Written so that row-level security leaves the keys in use: it lets no function, and not even coalesce, see a
     * row that its policy has not passed.
     */
    static final SqlQuery<Head> HEADS = SqlQuery.of(Head.class, """
            with recursive chain as (
                (select tenant_id from audit_entry order by tenant_id limit 1)
                union all
                select (select next.tenant_id from audit_entry next where next.tenant_id > chain.tenant_id
                        order by next.tenant_id limit 1)
                from chain where chain.tenant_id is not null)
            select chain.tenant_id as tenant, head.seq, head.hash,
                case when last.seq is null then 0 else last.seq end as covered, next.time as oldest_uncovered
            from chain
                cross join lateral (
                    select seq, hash from audit_entry where tenant_id = chain.tenant_id order by seq desc limit 1) head
                left join lateral (
                    select seq from audit_checkpoint where tenant_id = chain.tenant_id order by seq desc limit 1) last
                    on true
                cross join lateral (
                    select time from audit_entry
                    where tenant_id = chain.tenant_id and seq > case when last.seq is null then 0 else last.seq end
                    order by seq limit 1) next""");

    private static final SqlUpdate INSERT = SqlUpdate.of("""
            insert into audit_checkpoint (tenant_id, seq, hash, time, service, key_id, signature)
            values (:tenant, :seq, :hash, :time, :service, :keyId, :signature) on conflict do nothing""");

    private static final SqlQuery<String> STORED =
            SqlQuery.of(String.class, "select tenant_id || ':' || seq from audit_checkpoint");

    private final TenantTransactions transactions;
    private final InstantSource clock;
    private final AuditConfig config;
    private final String service;
    private final @Nullable KeyPair keys;
    private final @Nullable CheckpointFile file;

    /** In the file and not known to be in the table, which is tried again with the same; guarded by this. */
    private final Map<TenantId, AuditCheckpoint> unstored = new HashMap<>();

    AuditCheckpoints(
            TenantTransactions transactions, InstantSource clock, AuditConfig config, PlatformConfig platform) {
        this.transactions = transactions;
        this.clock = clock;
        this.config = config;
        this.service = platform.service().name();
        this.keys = config.signingKey().map(AuditKeys::read).orElse(null);
        this.file = config.dataDirectory()
                .map(directory -> new CheckpointFile(directory.resolve(CheckpointFile.NAME)))
                .orElse(null);
    }

    /** The head of a chain and how far its checkpoints reach. */
    record Head(TenantId tenant, long seq, String hash, long covered, Instant oldestUncovered) {}

    void onStart(@Observes StartupEvent event) {
        if (keys == null) {
            LOG.info("audit checkpoints are off: platform.audit.signing-key is not set");
            return;
        }
        reconcile();
    }

    void onStop(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent event) {
        try {
            writeAll();
        } catch (RuntimeException e) {
            LOG.warnf("no last audit checkpoint, the database did not answer: %s", e.getMessage());
        }
    }

    @Scheduled(every = "1s", identity = "audit-checkpoints", concurrentExecution = ConcurrentExecution.SKIP)
    void writeDue() {
        if (keys == null) return;
        Instant now = clock.instant();
        try {
            for (Head head : heads()) {
                if (head.seq - head.covered >= config.checkpointEntries()
                        || !head.oldestUncovered
                                .plus(config.checkpointInterval())
                                .isAfter(now)) {
                    write(head);
                }
            }
        } catch (RuntimeException e) {
            LOG.warnf("audit checkpoint delayed: %s", e.getMessage());
        }
    }

    /** Signs every chain that has entries without a checkpoint, now. */
    public synchronized int writeAll() {
        if (keys == null) return 0;
        List<Head> heads = heads();
        heads.forEach(this::write);
        return heads.size();
    }

    private List<Head> heads() {
        return transactions.withPlatformConnection(
                connection -> HEADS.on(connection).list());
    }

    private synchronized void write(Head head) {
        KeyPair signing = keys;
        if (signing == null) return;
        AuditCheckpoint open = unstored.get(head.tenant);
        if (open != null) {
            store(open);
            unstored.remove(head.tenant);
            if (open.seq() >= head.seq) return;
        }
        AuditCheckpoint checkpoint = AuditCheckpoint.sign(
                head.tenant.value(),
                head.seq,
                head.hash,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                service,
                signing);
        CheckpointFile second = file;
        if (second != null) {
            try {
                second.append(checkpoint);
            } catch (IOException e) {
                throw new UncheckedIOException("audit checkpoint file cannot be written", e);
            }
        }
        unstored.put(head.tenant, checkpoint);
        store(checkpoint);
        unstored.remove(head.tenant);
    }

    private void store(AuditCheckpoint checkpoint) {
        transactions.withConnection(
                new TenantId(checkpoint.tenant()),
                connection -> INSERT.on(connection)
                        .set("tenant", checkpoint.tenant())
                        .set("seq", checkpoint.seq())
                        .set("hash", checkpoint.hash())
                        .set("time", Instant.parse(checkpoint.time()))
                        .set("service", checkpoint.service())
                        .set("keyId", checkpoint.keyId())
                        .set("signature", checkpoint.signature())
                        .run());
    }

    /** Brings what a crash kept out of the table over from the file; only lines with our signature count. */
    private void reconcile() {
        CheckpointFile second = file;
        KeyPair signing = keys;
        if (second == null || signing == null) return;
        try {
            second.dropTornLine();
            Set<String> stored = new HashSet<>(transactions.withPlatformConnection(
                    connection -> STORED.on(connection).list()));
            for (AuditCheckpoint checkpoint : second.read().checkpoints()) {
                if (!stored.contains(checkpoint.tenant() + ":" + checkpoint.seq())
                        && checkpoint.isSignedBy(signing.getPublic())) {
                    store(checkpoint);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("audit checkpoint file cannot be read", e);
        }
    }

    /** Returns the path of the file that {@link AuditVerifier} needs, for a data directory. */
    public static Path fileIn(Path dataDirectory) {
        return dataDirectory.resolve(CheckpointFile.NAME);
    }
}
