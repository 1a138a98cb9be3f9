package io.trivium.core.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
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
 * Recomputes audit chains and holds them against the signed checkpoints of the table and of the file. Plain JDBC: it
 * needs a connection whose {@code search_path} is the service's schema, the public key and the checkpoint files (one
 * for each instance of the service), and no running service. Used by one thread.
 */
public final class AuditVerifier {

    private static final int FETCH_SIZE = 1_000;

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
            execute("set transaction isolation level repeatable read read only");
            execute("select set_config('app.platform', 'on', true)");
            return verifyTenants(null);
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }

    /** Verifies one tenant's chain inside the transaction that the connection is in. */
    AuditReport verify(String tenant) throws SQLException, IOException {
        return verifyTenants(tenant);
    }

    private AuditReport verifyTenants(@Nullable String only) throws SQLException, IOException {
        collectCheckpoints(only);
        Set<String> tenants = new TreeSet<>(trusted.keySet());
        if (only == null) {
            tenants.addAll(tenantsWithEntries());
        } else {
            tenants.add(only);
        }
        List<AuditReport.Finding> damagedCheckpoints = new ArrayList<>(findings);
        findings.clear();
        for (String tenant : tenants) {
            verifyChain(tenant);
        }
        findings.addAll(damagedCheckpoints);
        return new AuditReport(findings.isEmpty(), tenants.size(), entries, checkpoints, uncovered, findings, notices);
    }

    private void collectCheckpoints(@Nullable String only) throws SQLException, IOException {
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

    private void verifyChain(String tenant) throws SQLException {
        NavigableMap<Long, AuditCheckpoint> signed = trusted.getOrDefault(tenant, new TreeMap<>());
        long last = 0;
        String head = AuditEntry.genesis(tenant);
        boolean broken = false;
        try (PreparedStatement select =
                connection.prepareStatement("select seq, time, actor, action, object, outcome, details, prev_hash, hash"
                        + " from audit_entry where tenant_id = ? order by seq")) {
            select.setString(1, tenant);
            select.setFetchSize(FETCH_SIZE);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    AuditEntry entry = entry(tenant, row);
                    entries++;
                    if (!broken) {
                        String problem = problem(entry, last, head, signed.get(entry.seq()));
                        if (problem != null) {
                            find(tenant, Math.min(entry.seq(), last + 1), problem);
                            broken = true;
                        }
                    }
                    last = entry.seq();
                    head = entry.hash();
                }
            }
        }
        long covered = signed.isEmpty() ? 0 : signed.lastKey();
        if (!broken && covered > last) {
            find(
                    tenant,
                    last + 1,
                    "entries %d to %d are missing: a signed checkpoint covers them".formatted(last + 1, covered));
        }
        uncovered += Math.max(0, last - covered);
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

    private Set<AuditCheckpoint> tableCheckpoints(@Nullable String only) throws SQLException {
        Set<AuditCheckpoint> found = new HashSet<>();
        String filter = only == null ? "" : " where tenant_id = ?";
        try (PreparedStatement select = connection.prepareStatement(
                "select tenant_id, seq, hash, time, service, key_id, signature from audit_checkpoint" + filter)) {
            if (only != null) {
                select.setString(1, only);
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new AuditCheckpoint(
                            row.getString(1),
                            row.getLong(2),
                            row.getString(3),
                            row.getObject(4, OffsetDateTime.class).toInstant().toString(),
                            row.getString(5),
                            row.getString(6),
                            row.getString(7)));
                }
            }
        }
        return found;
    }

    private List<String> tenantsWithEntries() throws SQLException {
        List<String> tenants = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("select distinct tenant_id from audit_entry");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                tenants.add(row.getString(1));
            }
        }
        return tenants;
    }

    static AuditEntry entry(String tenant, ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getLong("seq"),
                tenant,
                row.getObject("time", OffsetDateTime.class).toInstant(),
                row.getString("actor"),
                row.getString("action"),
                row.getString("object"),
                row.getString("outcome"),
                row.getString("details"),
                row.getString("prev_hash"),
                row.getString("hash"));
    }

    private void find(String tenant, long seq, String problem) {
        findings.add(new AuditReport.Finding(tenant, seq, problem));
    }

    private void execute(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }
}
