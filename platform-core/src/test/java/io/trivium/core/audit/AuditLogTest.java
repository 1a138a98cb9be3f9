package io.trivium.core.audit;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.security.TestTokens;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(AuditLogProfile.class)
@WithTestResource(value = PostgresResource.class)
class AuditLogTest {

    private static final TenantId REPLAY = new TenantId("replay-bank");
    private static final TenantId OTHER = new TenantId("other-bank");

    private final AuditLog log;
    private final AuditCheckpoints checkpoints;
    private final TenantTransactions transactions;
    private final AuditConfig config;

    AuditLogTest(AuditLog log, AuditCheckpoints checkpoints, TenantTransactions transactions, AuditConfig config) {
        this.log = log;
        this.checkpoints = checkpoints;
        this.transactions = transactions;
        this.config = config;
    }

    private static RequestSpecification auditor(String tenant) {
        return given().header(
                        "Authorization",
                        "Bearer "
                                + TestTokens.token()
                                        .tenant(tenant)
                                        .roles("platform-auditor")
                                        .audience("trivium-core")
                                        .sign());
    }

    private AuditEntry append(TenantId tenant, String object) {
        return transactions.call(
                tenant,
                () -> log.append(new AuditEvent(
                        tenant, "system:test", "note.add", object, AuditOutcome.SUCCESS, Map.of("size", 3))));
    }

    /** A look every second must not cost more with every entry that was ever written. */
    @Test
    void looksForHeadsByKeysAlone() {
        append(REPLAY, "note/plan");
        String plan = transactions.withPlatformConnection(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set local enable_seqscan = off");
                List<String> lines = new ArrayList<>();
                try (ResultSet row = statement.executeQuery(
                        "explain (analyze, costs off, timing off, summary off) " + AuditCheckpoints.HEADS)) {
                    while (row.next()) lines.add(row.getString(1));
                }
                return String.join("\n", lines);
            }
        });
        assertFalse(plan.contains("Seq Scan"), plan);
        assertFalse(plan.contains("Hash"), plan);
        assertTrue(plan.contains("(tenant_id = chain.tenant_id) AND (seq > CASE"), plan);
        assertTrue(plan.contains("Index Cond: (tenant_id > chain"), plan);
    }

    @Test
    void chainsConcurrentAppendsAndVerifiesThem() throws Exception {
        List<Future<AuditEntry>> appends = new ArrayList<>();
        try (ExecutorService workers = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 200; i++) {
                String object = "note/\"é\n" + i; // the database computes the hash of these, the verifier again
                TenantId tenant = i % 2 == 0 ? REPLAY : OTHER;
                appends.add(workers.submit(() -> append(tenant, object)));
            }
        }
        for (Future<AuditEntry> append : appends)
            assertEquals(64, append.get().hash().length());
        checkpoints.writeAll();
        PublicKey key = AuditKeys.read(config.signingKey().orElseThrow()).getPublic();
        Path file = AuditCheckpoints.fileIn(config.dataDirectory().orElseThrow());
        try (Connection connection = TestDatabase.schema("core").connectAsApp()) {
            AuditReport report = new AuditVerifier(connection, List.of(key), List.of(file)).verify();
            assertEquals(List.of(), report.findings());
            assertEquals(0, report.uncovered());
            assertTrue(report.entries() >= 200, report.toString());
        }
        assertTrue(Files.readString(file).lines().count() >= 2);
    }

    @Test
    void signsAnEntryOnceHoweverOftenTheTableDidNotTakeIt() throws Exception {
        Path file = AuditCheckpoints.fileIn(config.dataDirectory().orElseThrow());
        append(REPLAY, "note/before");
        checkpoints.writeAll();
        long before = Files.readString(file).lines().count();
        AuditEntry during = append(REPLAY, "note/during");
        try (Connection owner = TestDatabase.schema("core").connectAsOwner();
                Statement statement = owner.createStatement()) {
            statement.execute("revoke insert on audit_checkpoint from core_app");
            try {
                for (int i = 0; i < 3; i++) assertThrows(RuntimeException.class, checkpoints::writeAll);
            } finally {
                statement.execute("grant insert on audit_checkpoint to core_app");
            }
        }
        append(REPLAY, "note/after");
        checkpoints.writeAll();
        assertEquals(
                before + 2,
                Files.readString(file).lines().count(),
                () -> "after entry " + during.seq() + " of " + REPLAY);
        PublicKey key = AuditKeys.read(config.signingKey().orElseThrow()).getPublic();
        try (Connection connection = TestDatabase.schema("core").connectAsApp()) {
            AuditReport report = new AuditVerifier(connection, List.of(key), List.of(file)).verify();
            assertEquals(List.of(), report.findings());
        }
    }

    @Test
    void refusesToAppendWithoutTheTransactionOfTheAct() {
        assertThrows(
                IllegalStateException.class,
                () -> log.append(new AuditEvent(REPLAY, "x", "note.add", "note/1", AuditOutcome.SUCCESS, Map.of())));
    }

    @Test
    void leavesNoEntryOfAnActThatWasRolledBack() {
        AuditEntry before = append(OTHER, "note/kept");
        assertThrows(
                IllegalStateException.class,
                () -> transactions.run(OTHER, () -> {
                    log.append(new AuditEvent(OTHER, "x", "note.add", "note/gone", AuditOutcome.SUCCESS, Map.of()));
                    throw new IllegalStateException("the act failed");
                }));
        AuditEntry after = append(OTHER, "note/next");
        assertTrue(after.seq() > before.seq());
        auditor("other-bank")
                .get("/v1/audit/verification")
                .then()
                .statusCode(200)
                .body("intact", is(true));
    }

    @Test
    void pagesThroughTheTenantsOwnEntries() {
        TenantId tenant = new TenantId("demo-bank");
        long last = 0;
        for (int i = 0; i < 5; i++) last = append(tenant, "note/" + i).seq();
        List<Long> seen = new ArrayList<>();
        Long before = last + 1;
        while (before != null) {
            var page = auditor("demo-bank")
                    .queryParam("limit", 2)
                    .queryParam("before", before)
                    .get("/v1/audit")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            seen.addAll(page.getList("entries.seq", Long.class));
            before = page.get("nextBefore") == null ? null : page.getLong("nextBefore");
        }
        assertEquals(last, seen.size());
        assertEquals(seen.stream().sorted((a, b) -> Long.compare(b, a)).toList(), seen);
        auditor("demo-bank")
                .get("/v1/audit?limit=1")
                .then()
                .body("entries[0].details.size", is(3))
                .body("entries[0].tenant", nullValue());
    }

    @Test
    void findsEntriesByActorActionObjectOutcomeAndTime() {
        TenantId tenant = OTHER;
        Instant start = Instant.now();
        append(tenant, "case/4711");
        transactions.run(
                tenant,
                () -> log.append(
                        new AuditEvent(tenant, "Ada%", "rule.approve", "rule/_9", AuditOutcome.REFUSED, Map.of())));
        assertEquals(List.of("case/4711"), found("object", "ASE/471"));
        assertEquals(List.of("rule/_9"), found("actor", "ada%"));
        assertEquals(List.of("rule/_9"), found("action", "approve"));
        assertEquals(List.of("rule/_9"), found("outcome", "refused"));
        assertEquals(List.of(), found("object", "nothing' or 'a'='a"));
        assertEquals(List.of("rule/_9", "case/4711"), found("from", start.toString()));
        assertFalse(found("to", start.toString()).contains("case/4711"));
        auditor("other-bank")
                .queryParam("outcome", "perhaps")
                .get("/v1/audit")
                .then()
                .statusCode(400);
    }

    private static List<String> found(String filter, String value) {
        return auditor("other-bank")
                .queryParam(filter, value)
                .get("/v1/audit")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("entries.object", String.class);
    }

    @Test
    void exportsTheLinesThatWereHashed() {
        AuditEntry entry = append(OTHER, "note/exported");
        String export = auditor("other-bank")
                .get("/v1/audit/export")
                .then()
                .statusCode(200)
                .contentType("application/x-ndjson")
                .extract()
                .asString();
        assertTrue(export.contains(entry.exportLine() + "\n"), export);
        assertFalse(export.contains("\"tenant\":\"demo-bank\""));
    }

    @Test
    void keepsTheLogFromEveryoneButAuditors() {
        given().header(
                        "Authorization",
                        "Bearer "
                                + TestTokens.token()
                                        .tenant("demo-bank")
                                        .roles("platform-admin")
                                        .audience("trivium-core")
                                        .sign())
                .get("/v1/audit")
                .then()
                .statusCode(403);
    }
}
