package io.trivium.core.audit;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes audit chains and holds them against the signed checkpoints of the table and of the file. It needs a
 * connection whose {@code search_path} is the service's schema, the public key and the checkpoint files (one
 * for each instance of the service), and no running service. Used by one thread.
 */
public final class AuditVerifier {

    private static final int FETCH_SIZE = 1_000;

    static final String COLUMNS =
            "tenant_id as tenant, seq, time, actor, action, object, outcome, details, prev_hash, hash from audit_entry";

    static final SqlQuery<AuditEntry> CHAIN =
            SqlQuery.of(AuditEntry.class, "select " + COLUMNS + " where tenant_id = :tenant order by seq");
    private static final SqlQuery<StoredCheckpoint> CHECKPOINTS = SqlQuery.of(StoredCheckpoint.class, """
        select tenant_id as tenant, seq, hash, time, service, key_id, signature from audit_checkpoint
        where cast(:tenant as text) is null or tenant_id = :tenant
        """);
    private static final SqlQuery<String> TENANTS =
            SqlQuery.of(String.class, "select distinct tenant_id from audit_entry");
    private static final SqlUpdate ONE_VIEW = SqlUpdate.of("set transaction isolation level repeatable read read only");
    private static final SqlQuery<String> ALL_TENANTS =
            SqlQuery.of(String.class, "select set_config('app.platform', 'on', true)");

    private final Connection connection;
    private final List<PublicKey> keys;
    private final Collection<Path> files;
    private final List<AuditReport.Finding> findings = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private final Map<String, NavigableMap<Long, AuditCheckpoint>> trusted = new HashMap<>();
    private long entries;
    private long checkpoints;
    private long uncovered;

    /**
     * @param keys public halves of every signing key used so far
     * @param files checkpoint files; one that does not exist counts as empty
     */
    public AuditVerifier(Connection connection, Collection<PublicKey> keys, Collection<Path> files) {
        this.connection = connection;
        this.keys = List.copyOf(keys);
        this.files = List.copyOf(files);
    }

    /** Verifies the chains of all tenants, in one consistent view of the database. */
    public AuditReport verify() throws SQLException, IOException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            ONE_VIEW.on(connection).run();
            ALL_TENANTS.on(connection).one();
            return verifyTenants(null);
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }

    /** Verifies one tenant's chain inside the transaction that the connection is in. */
    AuditReport verify(String tenant) throws IOException {
        return verifyTenants(tenant);
    }

    private AuditReport verifyTenants(@Nullable String only) throws IOException {
        collectCheckpoints(only);
        Set<String> tenants = new TreeSet<>(trusted.keySet());
        if (only == null) tenants.addAll(TENANTS.on(connection).list());
        else tenants.add(only);
        List<AuditReport.Finding> damagedCheckpoints = new ArrayList<>(findings);
        findings.clear();
        for (String tenant : tenants) verifyChain(tenant);
        findings.addAll(damagedCheckpoints);
        return new AuditReport(findings.isEmpty(), tenants.size(), entries, checkpoints, uncovered, findings, notices);
    }

    private void collectCheckpoints(@Nullable String only) throws IOException {
        Set<AuditCheckpoint> inTable = tableCheckpoints(only);
        Set<AuditCheckpoint> inFiles = new HashSet<>();
        for (Path path : files) {
            CheckpointFile.Content content = new CheckpointFile(path).read();
            content.badLines().forEach(line -> find("", line, "line %d of %s is no checkpoint".formatted(line, path)));
            if (content.torn()) {
                notices.add("the last line of " + path + " is unfinished, as a crash while writing leaves it");
            }
            content.checkpoints().stream()
                    .filter(checkpoint -> only == null || checkpoint.tenant().equals(only))
                    .forEach(inFiles::add);
        }
        if (files.isEmpty()) {
            notices.add("no checkpoint file was given, so only the table's checkpoints are checked");
        } else {
            difference(inTable, inFiles, "is in the table but not in the checkpoint file");
            difference(inFiles, inTable, "is in the checkpoint file but not in the table");
        }
        Set<AuditCheckpoint> all = new HashSet<>(inTable);
        all.addAll(inFiles);
        for (AuditCheckpoint checkpoint : all) {
            if (keys.stream().noneMatch(checkpoint::isSignedBy)) {
                find(
                        checkpoint.tenant(),
                        checkpoint.seq(),
                        "checkpoint %d has no valid signature".formatted(checkpoint.seq()));
                continue;
            }
            checkpoints++;
            AuditCheckpoint other = trusted.computeIfAbsent(checkpoint.tenant(), t -> new TreeMap<>())
                    .put(checkpoint.seq(), checkpoint);
            if (other != null && !other.hash().equals(checkpoint.hash())) {
                find(
                        checkpoint.tenant(),
                        checkpoint.seq(),
                        "two checkpoints at %d contradict each other".formatted(checkpoint.seq()));
            }
        }
    }

    /**
     * Compares the statements of two sets. Two checkpoints of an entry are the same if their hashes are: if the
     * database does not answer, the same checkpoint may be written to it again.
     */
    private void difference(Set<AuditCheckpoint> here, Set<AuditCheckpoint> there, String problem) {
        Set<Statement> known = new HashSet<>();
        there.forEach(checkpoint -> known.add(Statement.of(checkpoint)));
        for (AuditCheckpoint checkpoint : here) {
            if (!known.contains(Statement.of(checkpoint))) {
                find(checkpoint.tenant(), checkpoint.seq(), "checkpoint %d %s".formatted(checkpoint.seq(), problem));
            }
        }
    }

    /** The statement of a checkpoint. */
    private record Statement(String tenant, long seq, String hash) {
        static Statement of(AuditCheckpoint checkpoint) {
            return new Statement(checkpoint.tenant(), checkpoint.seq(), checkpoint.hash());
        }
    }

    private void verifyChain(String tenant) {
        NavigableMap<Long, AuditCheckpoint> signed = trusted.getOrDefault(tenant, new TreeMap<>());
        Chain chain = new Chain(AuditEntry.genesis(tenant));
        CHAIN.on(connection).set("tenant", tenant).fetchSize(FETCH_SIZE).each(entry -> {
            entries++;
            if (!chain.broken) {
                String problem = problem(entry, chain.last, chain.head, signed.get(entry.seq()));
                if (problem != null) {
                    find(tenant, Math.min(entry.seq(), chain.last + 1), problem);
                    chain.broken = true;
                }
            }
            chain.last = entry.seq();
            chain.head = entry.hash();
        });
        long last = chain.last;
        long covered = signed.isEmpty() ? 0 : signed.lastKey();
        if (!chain.broken && covered > last) {
            find(
                    tenant,
                    last + 1,
                    "entries %d to %d are missing: a signed checkpoint covers them".formatted(last + 1, covered));
        }
        uncovered += Math.max(0, last - covered);
    }

    /** How far a chain has been verified. */
    private static final class Chain {
        private long last;
        private String head;
        private boolean broken;

        private Chain(String genesis) {
            this.head = genesis;
        }
    }

    private static @Nullable String problem(
            AuditEntry entry, long last, String head, @Nullable AuditCheckpoint checkpoint) {
        if (entry.seq() != last + 1) {
            return "entry %d is missing; entry %d follows entry %d".formatted(last + 1, entry.seq(), last);
        }
        if (!entry.prevHash().equals(head)) {
            return "entry %d does not follow from the entry before it".formatted(entry.seq());
        }
        if (!entry.hash().equals(entry.computeHash())) {
            return "entry %d was changed: its hash does not fit its content".formatted(entry.seq());
        }
        if (checkpoint != null && !checkpoint.hash().equals(entry.hash())) {
            return "entry %d or one before it was rewritten: a signed checkpoint has another hash"
                    .formatted(entry.seq());
        }
        return null;
    }

    private Set<AuditCheckpoint> tableCheckpoints(@Nullable String only) {
        Set<AuditCheckpoint> found = new HashSet<>();
        CHECKPOINTS.on(connection).set("tenant", only).each(row -> found.add(row.checkpoint()));
        return found;
    }

    /** A row of the table of checkpoints. */
    private record StoredCheckpoint(
            String tenant, long seq, String hash, Instant time, String service, String keyId, String signature) {
        AuditCheckpoint checkpoint() {
            return new AuditCheckpoint(tenant, seq, hash, time.toString(), service, keyId, signature);
        }
    }

    private void find(String tenant, long seq, String problem) {
        findings.add(new AuditReport.Finding(tenant, seq, problem));
    }
}
