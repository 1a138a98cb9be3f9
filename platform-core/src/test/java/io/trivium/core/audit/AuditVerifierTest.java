package io.trivium.core.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.TestDatabase;
import io.trivium.core.testing.TestSchema;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tampers as an attacker with the database superuser's rights would: triggers off, row-level security bypassed. */
class AuditVerifierTest {

    private static final int TAMPERS = 200;
    private static final int ENTRIES = 24;
    private static final List<String> TENANTS = List.of("demo-bank", "other-bank");
    private static final Instant START = Instant.parse("2026-11-25T10:00:00.123456Z");

    @TempDir
    Path directory;

    private final TestDatabase database = TestSchema.migrated("audit_test", "db/core");
    private final Connection superuser;
    private final Connection app;
    private KeyPair keys = newKeys();
    private Path file = Path.of("unset");
    private byte[] untouchedFile = {};

    AuditVerifierTest() throws SQLException {
        superuser = database.connectAsSuperuser();
        app = database.connectAsApp();
    }

    private static KeyPair newKeys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void fillTwoChains() throws Exception {
        file = AuditCheckpoints.fileIn(directory);
        try (Statement statement = superuser.createStatement()) {
            statement.execute("set session_replication_role = replica");
        }
        fill();
    }

    /** Two chains of 24 entries with checkpoints at 10, 20 and 24, as after a clean stop. */
    private void fill() throws Exception {
        Files.deleteIfExists(file);
        try (Statement statement = superuser.createStatement()) {
            statement.execute("truncate audit_entry, audit_checkpoint");
            for (String tenant : TENANTS) {
                String head = AuditEntry.genesis(tenant);
                for (int seq = 1; seq <= ENTRIES; seq++) {
                    AuditEntry entry = link(event(tenant, seq), seq, START.plusMillis(seq), head);
                    insert(superuser, entry);
                    head = entry.hash();
                    if (seq % 10 == 0 || seq == ENTRIES) {
                        checkpoint(
                                superuser,
                                AuditCheckpoint.sign(tenant, seq, head, START.plusSeconds(seq), "core", keys));
                    }
                }
            }
            statement.execute("drop table if exists kept_entry, kept_checkpoint");
            statement.execute("create table kept_entry as select * from audit_entry");
            statement.execute("create table kept_checkpoint as select * from audit_checkpoint");
        }
        untouchedFile = Files.readAllBytes(file);
    }

    private void restore() throws Exception {
        Files.write(file, untouchedFile);
        sql("truncate audit_entry, audit_checkpoint; insert into audit_entry select * from kept_entry;"
                + " insert into audit_checkpoint select * from kept_checkpoint");
    }

    private static AuditEvent event(String tenant, int seq) {
        return new AuditEvent(
                new TenantId(tenant),
                "analyst",
                "dead-letter.replay",
                "dead-letter/" + seq,
                AuditOutcome.SUCCESS,
                Map.of("reason", "corrected \"amount\"\n№ " + seq, "attempt", seq, "list", List.of(1, true, "x")));
    }

    @AfterEach
    void disconnect() throws SQLException {
        superuser.close();
        app.close();
    }

    private static void insert(Connection connection, AuditEntry entry) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into audit_entry (tenant_id, seq, time, actor, action, object, outcome, details, prev_hash, hash)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, entry.tenant());
            insert.setLong(2, entry.seq());
            insert.setObject(3, entry.time().atOffset(ZoneOffset.UTC));
            insert.setString(4, entry.actor());
            insert.setString(5, entry.action());
            insert.setString(6, entry.object());
            insert.setString(7, entry.outcome());
            insert.setString(8, entry.details());
            insert.setString(9, entry.prevHash());
            insert.setString(10, entry.hash());
            insert.executeUpdate();
        }
    }

    private void checkpoint(Connection connection, AuditCheckpoint checkpoint) throws Exception {
        new CheckpointFile(file).append(checkpoint);
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into audit_checkpoint (tenant_id, seq, hash, time, service, key_id, signature)"
                        + " values (?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, checkpoint.tenant());
            insert.setLong(2, checkpoint.seq());
            insert.setString(3, checkpoint.hash());
            insert.setObject(4, Instant.parse(checkpoint.time()).atOffset(ZoneOffset.UTC));
            insert.setString(5, checkpoint.service());
            insert.setString(6, checkpoint.keyId());
            insert.setString(7, checkpoint.signature());
            insert.executeUpdate();
        }
    }

    /** As the command does it: by the application role, which needs no more than to read. */
    private AuditReport verify() throws Exception {
        return new AuditVerifier(app, List.of(keys.getPublic()), List.of(file)).verify();
    }

    @Test
    void findsUntouchedChainsIntact() throws Exception {
        AuditReport report = verify();
        assertEquals(List.of(), report.findings());
        assertTrue(report.intact());
        assertEquals(2, report.tenants());
        assertEquals(48, report.entries());
        assertEquals(6, report.checkpoints());
        assertEquals(0, report.uncovered());
    }

    @Test
    void namesTheFirstBadRow() throws Exception {
        sql("update audit_entry set actor = 'nobody' where tenant_id = 'demo-bank' and seq in (7, 9)");
        assertEquals(
                List.of(new AuditReport.Finding(
                        "demo-bank", 7, "entry 7 was changed: its hash does not fit its content")),
                verify().findings());
    }

    @Test
    void namesTheRowsCutOffTheEnd() throws Exception {
        sql("delete from audit_entry where tenant_id = 'other-bank' and seq > 21");
        assertEquals(
                List.of(new AuditReport.Finding(
                        "other-bank", 22, "entries 22 to 24 are missing: a signed checkpoint covers them")),
                verify().findings());
    }

    @Test
    void noticesAWholeChainThatVanished() throws Exception {
        sql("delete from audit_entry where tenant_id = 'other-bank'");
        sql("delete from audit_checkpoint where tenant_id = 'other-bank'");
        AuditReport report = verify();
        assertFalse(report.intact());
        assertEquals("other-bank", report.findings().getFirst().tenant());
        assertEquals(1, report.findings().getFirst().seq());
    }

    @Test
    void refusesCheckpointsOfAnotherKey() throws Exception {
        KeyPair real = keys;
        keys = newKeys();
        fill();
        keys = real;
        assertEquals(6, verify().findings().size());
    }

    @Test
    void takesALineTornByACrashForNoDamage() throws Exception {
        Files.writeString(file, "{\"hash\":\"ab", StandardCharsets.UTF_8, java.nio.file.StandardOpenOption.APPEND);
        AuditReport report = verify();
        assertTrue(report.intact());
        assertEquals(1, report.notices().size());
        new CheckpointFile(file).dropTornLine();
        assertEquals(List.of(), verify().notices());
    }

    @Test
    void detectsEveryTamper() throws Exception {
        for (int seed = 0; seed < TAMPERS; seed++) {
            if (seed > 0) restore();
            Random random = new Random(seed);
            String done = tamper(random);
            AuditReport report = verify();
            assertFalse(report.intact(), "seed " + seed + " not detected: " + done);
        }
    }

    private String tamper(Random random) throws Exception {
        String tenant = TENANTS.get(random.nextInt(TENANTS.size()));
        int seq = 1 + random.nextInt(ENTRIES);
        return switch (random.nextInt(9)) {
            case 0 -> flipEntry(random, tenant, seq);
            case 1 -> {
                sql("delete from audit_entry where tenant_id = '%s' and seq = %d".formatted(tenant, seq));
                yield "row deleted";
            }
            case 2 -> swap(random, tenant, seq);
            case 3 -> {
                sql("delete from audit_entry where tenant_id = '%s' and seq >= %d".formatted(tenant, seq));
                yield "tail deleted";
            }
            case 4 -> rewrite(tenant, seq, false);
            case 5 -> rewrite(tenant, seq, true);
            case 6 -> flipFile(random);
            case 7 -> flipCheckpoint(random, tenant);
            default -> deleteAndRenumber(tenant, Math.min(seq, ENTRIES - 1));
        };
    }

    private String flipEntry(Random random, String tenant, int seq) throws Exception {
        List<String> columns = List.of("time", "actor", "action", "object", "outcome", "details", "prev_hash", "hash");
        String column = columns.get(random.nextInt(columns.size()));
        if (column.equals("time")) {
            sql("update audit_entry set time = time + interval '1 microsecond' where tenant_id = '%s' and seq = %d"
                    .formatted(tenant, seq));
        } else if (column.equals("outcome")) {
            sql("update audit_entry set outcome = 'failure' where tenant_id = '%s' and seq = %d"
                    .formatted(tenant, seq));
        } else {
            flip(random, "audit_entry", column, tenant, seq);
        }
        return column + " flipped";
    }

    private String flipCheckpoint(Random random, String tenant) throws Exception {
        List<String> columns = List.of("hash", "service", "key_id", "signature");
        flip(random, "audit_checkpoint", columns.get(random.nextInt(columns.size())), tenant, 10);
        return "checkpoint flipped";
    }

    /** Replaces one character of a text column by another one that the column's rule allows. */
    private void flip(Random random, String table, String column, String tenant, int seq) throws Exception {
        String text;
        try (PreparedStatement select = superuser.prepareStatement(
                "select " + column + " from " + table + " where tenant_id = ? and seq = ?")) {
            select.setString(1, tenant);
            select.setInt(2, seq);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                text = row.getString(1);
            }
        }
        int at = random.nextInt(text.length());
        char other = text.charAt(at) == 'a' ? 'b' : 'a';
        try (PreparedStatement update = superuser.prepareStatement(
                "update " + table + " set " + column + " = ? where tenant_id = ? and seq = ?")) {
            update.setString(1, text.substring(0, at) + other + text.substring(at + 1));
            update.setString(2, tenant);
            update.setInt(3, seq);
            assertEquals(1, update.executeUpdate());
        }
    }

    private String flipFile(Random random) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        int at = random.nextInt(bytes.length);
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bytes);
        return "byte " + at + " of the file flipped";
    }

    private String swap(Random random, String tenant, int seq) throws Exception {
        int other = 1 + (seq + random.nextInt(ENTRIES - 1)) % ENTRIES;
        sql("update audit_entry set seq = -seq where tenant_id = '%s' and seq = %d".formatted(tenant, seq), true);
        sql("update audit_entry set seq = %d where tenant_id = '%s' and seq = %d".formatted(seq, tenant, other), true);
        sql("update audit_entry set seq = %d where tenant_id = '%s' and seq = %d".formatted(other, tenant, -seq), true);
        return "rows " + seq + " and " + other + " swapped";
    }

    /** Rewrites the chain from an entry on with valid hashes; at its worst the table's checkpoints go as well. */
    private String rewrite(String tenant, int from, boolean withCheckpoints) throws Exception {
        try (Statement statement = superuser.createStatement()) {
            List<AuditEntry> chain =
                    AuditVerifier.CHAIN.on(superuser).set("tenant", tenant).list();
            statement.execute("delete from audit_entry where tenant_id = '%s' and seq >= %d".formatted(tenant, from));
            String head =
                    from == 1 ? AuditEntry.genesis(tenant) : chain.get(from - 2).hash();
            for (int seq = from; seq <= ENTRIES; seq++) {
                AuditEvent forged = new AuditEvent(
                        new TenantId(tenant), "nobody", "nothing", "nothing/0", AuditOutcome.SUCCESS, Map.of());
                AuditEntry entry = link(forged, seq, chain.get(seq - 1).time(), head);
                insert(superuser, entry);
                head = entry.hash();
            }
            if (withCheckpoints) {
                statement.execute(
                        "delete from audit_checkpoint where tenant_id = '%s' and seq >= %d".formatted(tenant, from));
            }
        }
        return "rewritten from " + from;
    }

    private String deleteAndRenumber(String tenant, int seq) throws Exception {
        sql("delete from audit_entry where tenant_id = '%s' and seq = %d".formatted(tenant, seq));
        for (int next = seq + 1; next <= ENTRIES; next++) {
            sql("update audit_entry set seq = %d where tenant_id = '%s' and seq = %d"
                    .formatted(next - 1, tenant, next));
        }
        return "row deleted and the rest renumbered";
    }

    private void sql(String statement) throws SQLException {
        sql(statement, false);
    }

    private void sql(String sql, boolean negativeNumbers) throws SQLException {
        try (Statement statement = superuser.createStatement()) {
            if (negativeNumbers) {
                statement.execute("alter table audit_entry drop constraint if exists audit_entry_seq_check");
            }
            statement.execute(sql);
        }
    }

    @Test
    void refusesChangesByTheServiceAndByTheOwner() throws Exception {
        List<String> changes = List.of(
                "update audit_entry set actor = 'x'",
                "delete from audit_entry",
                "truncate audit_entry",
                "delete from audit_checkpoint",
                "truncate audit_checkpoint");
        for (String change : changes) {
            try (Connection connection = database.connectAsApp();
                    Statement statement = connection.createStatement()) {
                statement.execute("select set_config('app.tenant', 'demo-bank', false)");
                SQLException refused = assertThrows(SQLException.class, () -> statement.execute(change));
                assertEquals("42501", refused.getSQLState(), change);
            }
            try (Connection connection = database.connectAsOwner();
                    Statement statement = connection.createStatement()) {
                statement.execute("select set_config('app.tenant', 'demo-bank', false)");
                SQLException refused = assertThrows(SQLException.class, () -> statement.execute(change));
                assertEquals("42501", refused.getSQLState(), change);
            }
        }
    }

    @Test
    void derivesThePublicKeyOfAStoredPrivateKey() {
        Path pem = directory.resolve("audit.pem");
        KeyPair made = AuditKeys.generate(pem);
        assertEquals(made.getPublic(), AuditKeys.read(pem).getPublic());
        assertEquals(made.getPublic(), AuditKeys.readPublic(AuditKeys.publicKeyFile(pem)));
    }

    private static AuditEntry link(AuditEvent event, long seq, Instant time, String prevHash) {
        AuditEntry open = AuditEntry.open(event, time).linked(new AuditEntry.Link(seq, prevHash, ""));
        return open.linked(new AuditEntry.Link(seq, prevHash, open.computeHash()));
    }
}
