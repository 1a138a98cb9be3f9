package io.trivium.core.audit.shipping;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.trivium.core.audit.AuditEntry;
import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.audit.AuditReader;
import io.trivium.core.security.TestTokens;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ships to real receivers that are killed in between, then tampers with each side and has it found. */
@QuarkusTest
@TestProfile(AuditShippingIT.Shipping.class)
@WithTestResource(PostgresResource.class)
class AuditShippingIT {
    /** Settings of the receivers; they start later than the service. */
    public static final class Shipping implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Receivers receivers = Receivers.prepare();
            Map<String, String> settings = new HashMap<>(receivers.settings());
            settings.put("test.receivers", receivers.directory().toString());
            settings.put("test.s3-port", Integer.toString(receivers.s3Port()));
            return settings;
        }
    }

    private static final TenantId BANK = new TenantId("demo-bank");
    private static final TenantId OTHER = new TenantId("other-bank");
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern HEADER = Pattern.compile(
            "<10[89]>1 \\S+ \\S+ core - audit \\[trivium@32473 seq=\"(\\d+)\" prevHash=\"([0-9a-f]{64})\""
                    + " hash=\"([0-9a-f]{64})\" tenant=\"([a-z-]+)\" .*");

    private final AuditLog log;
    private final AuditReader reader;
    private final ShippingCursors cursors;
    private final TenantTransactions transactions;
    private final MeterRegistry meters;
    private final ShippingConfig config;
    private final String directory;
    private final int s3Port;
    private final TestDatabase database = TestDatabase.schema("core");
    private final List<Process> processes = new ArrayList<>();

    AuditShippingIT(
            AuditLog log,
            AuditReader reader,
            ShippingCursors cursors,
            TenantTransactions transactions,
            MeterRegistry meters,
            ShippingConfig config,
            @ConfigProperty(name = "test.receivers") String directory,
            @ConfigProperty(name = "test.s3-port") int s3Port) {
        this.log = log;
        this.reader = reader;
        this.cursors = cursors;
        this.transactions = transactions;
        this.meters = meters;
        this.config = config;
        this.directory = directory;
        this.s3Port = s3Port;
    }

    private Receivers receivers() {
        return new Receivers(Path.of(directory), config.syslog().port(), s3Port);
    }

    @AfterEach
    void stopReceivers() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void losesNothingOverKillsAndFindsEveryDifference() throws Exception {
        append(BANK, 30);
        await("failures are counted", () -> failures("syslog") > 0 && failures("object-store") > 0);
        Process syslog = keep(receivers().startSyslog());
        Process s3 = keep(receivers().startS3());
        for (int round = 0; round < 3; round++) {
            append(BANK, 60);
            append(OTHER, 25);
            await(
                    "the receivers have some",
                    () -> cursors.of("syslog", BANK).seq() > 0
                            && cursors.of("object-store", BANK).seq() > 0);
            append(BANK, 60);
            kill(syslog);
            kill(s3);
            append(BANK, 10);
            syslog = keep(receivers().startSyslog());
            s3 = keep(receivers().startS3());
        }
        for (String destination : List.of("syslog", "object-store", "directory")) {
            for (TenantId tenant : List.of(BANK, OTHER)) {
                await(
                        destination + " has all of " + tenant,
                        () -> cursors.of(destination, tenant).seq() == reader.head(tenant));
            }
        }
        syslogHasEveryEntryInOrder(BANK);
        syslogHasEveryEntryInOrder(OTHER);
        assertIntact(BANK);
        assertIntact(OTHER);
        await(
                "nothing waits",
                () -> meters.get("core.audit.shipping.waiting").gauges().stream()
                        .allMatch(gauge -> gauge.value() == 0));
        goesOnAfterAnEndBetweenSegmentAndCursor();
        refusesALockWhereTheBucketHasNone();
        findsTamperingInTheDatabase();
        findsTamperingInTheDirectory();
        findsTamperingInTheObjectStore();
        shipsNothingThatDoesNotFollow();
    }

    /** First occurrences of each sequence number are in order and without a gap, and equal to the database. */
    private void syslogHasEveryEntryInOrder(TenantId tenant) throws IOException {
        List<AuditEntry> rows = reader.after(tenant, 0, 10_000);
        long last = 0;
        for (String message : receivers().messages()) {
            Matcher header = HEADER.matcher(message);
            assertTrue(header.matches(), message);
            if (!header.group(4).equals(tenant.value())) continue;
            long seq = Long.parseLong(header.group(1));
            AuditEntry row = rows.get(Math.toIntExact(seq) - 1);
            assertEquals(row.hash(), header.group(3));
            assertEquals(row.prevHash(), header.group(2));
            assertTrue(message.endsWith("\uFEFF" + row.exportLine()), message);
            if (seq <= last) continue;
            assertEquals(last + 1, seq, "a gap");
            last = seq;
        }
        assertEquals(rows.size(), last);
    }

    /** The segment that is there is taken over, and no second one is written. */
    private void goesOnAfterAnEndBetweenSegmentAndCursor() throws Exception {
        for (String destination : List.of("directory", "object-store")) {
            sql("delete from audit_shipment where destination = '" + destination + "' and tenant_id = 'other-bank'");
            await(
                    destination + " is taken over",
                    () -> cursors.of(destination, OTHER).seq() == reader.head(OTHER));
        }
        assertIntact(OTHER);
    }

    private void refusesALockWhereTheBucketHasNone() {
        S3Store locked = receivers()
                .store(Optional.of(new S3Store.Lock(ShippingConfig.LockMode.COMPLIANCE, Duration.ofDays(1))));
        IOException refused =
                assertThrows(IOException.class, () -> locked.put("core/other-bank/9999999999.ndjson", new byte[] {1}));
        assertTrue(
                String.valueOf(refused.getMessage()).contains("needs a bucket with object lock"), refused.toString());
    }

    private void findsTamperingInTheDatabase() throws Exception {
        sql("create table kept as select * from audit_entry where tenant_id = 'demo-bank'");
        String restore = "delete from audit_entry where tenant_id = 'demo-bank';"
                + " insert into audit_entry select * from kept";
        sql("delete from audit_entry where tenant_id = 'demo-bank' and seq = 33");
        assertFound(BANK, "entry 33 is in segment ", "directory", "object-store");
        sql(restore, "update audit_entry set actor = 'other' where tenant_id = 'demo-bank' and seq = 34");
        assertFound(BANK, "entry 34 was changed in the database", "directory", "object-store");
        long head = reader.head(BANK);
        sql(restore, "delete from audit_entry where tenant_id = 'demo-bank' and seq > " + (head - 3));
        assertFound(
                BANK,
                "entry " + head + " was shipped and is missing in the database",
                "directory",
                "object-store",
                "syslog");
        sql(restore);
        assertIntact(BANK);
    }

    private void findsTamperingInTheDirectory() throws Exception {
        Path chain = receivers().shipped().resolve("core/demo-bank");
        Path second = chain.resolve("0000000002.ndjson");
        Path third = chain.resolve("0000000003.ndjson");
        byte[] kept = Files.readAllBytes(second);
        byte[] keptThird = Files.readAllBytes(third);
        Segment segment = Segment.parse(kept);

        Files.delete(second);
        assertFound(BANK, "segment 2 is missing", "directory");
        Files.write(
                second,
                new String(kept, StandardCharsets.UTF_8)
                        .replace("note.add", "note.del")
                        .getBytes(StandardCharsets.UTF_8));
        assertFound(BANK, "segment 2 was changed: its lines do not have the SHA-256", "directory");
        replace(
                second,
                rewritten(
                        segment,
                        segment.lines().stream()
                                .map(line -> line.replace("system:test", "system:mask"))
                                .toList()));
        assertFound(BANK, "was changed in segment 2", "directory");
        replace(second, rewritten(segment, segment.lines().reversed()));
        assertFound(BANK, "was changed in segment 2", "directory");
        replace(second, "not a segment\n".getBytes(StandardCharsets.UTF_8));
        assertFound(BANK, "its first line is no manifest", "directory");
        replace(second, keptThird);
        replace(third, kept);
        assertFound(BANK, "segment 2 is another one", "directory");
        replace(second, kept);
        replace(third, keptThird);
        Path last = chain.resolve(
                "%010d.ndjson".formatted(cursors.of("directory", BANK).segment()));
        byte[] tail = Files.readAllBytes(last);
        Files.delete(last);
        assertFound(BANK, " at the end is missing", "directory");
        replace(last, tail);
        assertIntact(BANK);
    }

    private void findsTamperingInTheObjectStore() throws Exception {
        S3Store store = receivers().store(Optional.empty());
        long number = cursors.of("object-store", BANK).segment();
        String last = Segment.key("core", "demo-bank", number);
        byte[] kept = store.get(last).orElseThrow();
        String path = "/" + Receivers.BUCKET + "/log of audit/" + last;
        receivers().s3("PUT", path, "{}\n".getBytes(StandardCharsets.UTF_8));
        assertFound(BANK, "segment " + number + " was changed", "object-store");
        receivers().s3("DELETE", path, new byte[0]);
        assertFound(BANK, "segment " + number + " at the end is missing", "object-store");
        store.put(last, kept);
        assertIntact(BANK);
    }

    /** An entry that was cut out before it was shipped stops the chain: no receiver gets a gap. */
    private void shipsNothingThatDoesNotFollow() throws Exception {
        long head = reader.head(BANK);
        // As one statement: no look of the shipper falls between the entry and its loss.
        sql("insert into audit_entry select tenant_id, seq + 2, time, actor, action, object, outcome, details,"
                + " prev_hash, hash from audit_entry where tenant_id = 'demo-bank' and seq = " + head);
        for (String destination : List.of("directory", "object-store", "syslog")) {
            double before = failures(destination);
            await(destination + " gets nothing", () -> failures(destination) > before);
            assertEquals(head, cursors.of(destination, BANK).seq());
        }
        sql("delete from audit_entry where tenant_id = 'demo-bank' and seq > " + head, "drop table kept");
    }

    private static byte[] rewritten(Segment segment, List<String> lines) {
        Segment.Manifest old = segment.manifest();
        String body = String.join("\n", lines) + "\n";
        return new Segment(
                        new Segment.Manifest(
                                old.format(),
                                old.service(),
                                old.tenant(),
                                old.segment(),
                                old.first(),
                                old.last(),
                                old.prevHash(),
                                old.hash(),
                                Segment.sha256(body.getBytes(StandardCharsets.UTF_8))),
                        lines)
                .bytes();
    }

    private static void replace(Path file, byte[] bytes) throws IOException {
        Files.deleteIfExists(file);
        Files.write(file, bytes);
    }

    private void append(TenantId tenant, int count) {
        for (int i = 0; i < count; i++) {
            int number = i;
            transactions.run(tenant, () -> event(tenant, number));
        }
    }

    private AuditEntry event(TenantId tenant, int number) {
        return log.append(new AuditEvent(
                tenant,
                "system:test",
                "note.add",
                "note/" + number,
                AuditOutcome.SUCCESS,
                Map.of("text", "a \"quoted\" ] \\ line\nand another: Müller", "number", number)));
    }

    private Process keep(Process process) {
        processes.add(process);
        return process;
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
    }

    private double failures(String destination) {
        return meters.get("core.audit.shipping.failures")
                .tag("destination", destination)
                .counter()
                .count();
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (!condition.call()) {
            if (Instant.now().isAfter(end)) throw new AssertionError("not within " + PATIENCE + ": " + what);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private JsonNode report(TenantId tenant) throws IOException {
        return new ObjectMapper()
                .readTree(given().header(
                                "Authorization",
                                "Bearer "
                                        + TestTokens.token()
                                                .tenant(tenant.value())
                                                .roles("platform-auditor")
                                                .audience("trivium-core")
                                                .sign())
                        .get("/v1/audit/shipping/verification")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString());
    }

    private void assertIntact(TenantId tenant) throws IOException {
        JsonNode report = report(tenant);
        assertTrue(report.path("intact").asBoolean(), report.toString());
        assertEquals(3, report.path("destinations").size());
        for (JsonNode each : report.path("destinations")) {
            assertEquals(reader.head(tenant), each.path("shipped").asLong(), report.toString());
            assertEquals(0, each.path("waiting").asLong());
            if (each.path("read").asBoolean()) {
                assertEquals(reader.head(tenant), each.path("entries").asLong(), report.toString());
            }
        }
    }

    private void assertFound(TenantId tenant, String problem, String... destinations) throws IOException {
        JsonNode report = report(tenant);
        assertFalse(report.path("intact").asBoolean(), report.toString());
        for (JsonNode each : report.path("destinations")) {
            boolean expected =
                    List.of(destinations).contains(each.path("destination").asText());
            assertEquals(expected, each.path("findings").toString().contains(problem), report.toString());
        }
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = database.connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
            for (String sql : statements) statement.execute(sql);
        }
    }
}
