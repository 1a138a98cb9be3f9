package io.trivium.runtime.learning.gate.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.runtime.learning.gate.GateReport;
import io.trivium.runtime.learning.gate.GateRequest;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.learning.gate.GateStack;
import io.trivium.runtime.learning.gate.Gatekeeper;
import io.trivium.runtime.learning.gate.LogisticTask;
import io.trivium.runtime.learning.manifest.ManifestRequest;
import io.trivium.runtime.learning.manifest.ManifestRequest.SplitRequest;
import io.trivium.runtime.learning.manifest.ManifestService;
import io.trivium.runtime.learning.store.Sql;
import io.trivium.runtime.serving.InferenceService;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Registered challengers before the gates, with the rows of a frozen data set in the database. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(GateStack.class)
class GateRunnerIT {
    private static final TenantId BANK = new TenantId("demo-bank");
    private static @Nullable UUID frozen;

    private final Gatekeeper gatekeeper;
    private final ManifestService manifests;
    private final InferenceService inference;

    GateRunnerIT(Gatekeeper gatekeeper, ManifestService manifests, InferenceService inference) {
        this.gatekeeper = gatekeeper;
        this.manifests = manifests;
        this.inference = inference;
    }

    /** Stores the examples and freezes them, once for all tests. */
    private UUID manifest() throws SQLException {
        UUID known = frozen;
        if (known != null) return known;
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        store(now);
        UUID id = manifests
                .freeze(
                        BANK,
                        "test",
                        new ManifestRequest(
                                new TaskName(LogisticTask.NAME),
                                null,
                                null,
                                null,
                                new SplitRequest(
                                        GateStack.validationFrom(now),
                                        GateStack.validationFrom(now).plus(Duration.ofDays(1)),
                                        null,
                                        null)))
                .id();
        frozen = id;
        return id;
    }

    private static void store(Instant now) throws SQLException {
        try (Connection connection = TestDatabase.schema("runtime").connectAsSuperuser();
                PreparedStatement example = connection.prepareStatement(
                        "insert into learning_example (tenant_id, task, example_id, content_hash, occurred_at,"
                                + " recorded_at, retention_class, inputs) values ('demo-bank', ?, ?, ?, ?, ?, 'standard',"
                                + " ?)");
                PreparedStatement label = connection.prepareStatement(
                        "insert into learning_label (tenant_id, task, example_id, source, observed_at, label,"
                                + " withdrawn, recorded_at) values ('demo-bank', ?, ?, 'analyst', ?, ?, false, ?)")) {
            for (GateStack.Example each : GateStack.examples(now)) {
                Sql.bind(
                        example,
                        LogisticTask.NAME,
                        each.id(),
                        each.contentHash(),
                        each.at(),
                        each.at(),
                        each.content());
                example.addBatch();
                String word = each.positive() ? "fraud" : "genuine";
                Sql.bind(label, LogisticTask.NAME, each.id(), each.at(), word, each.at());
                label.addBatch();
            }
            example.executeBatch();
            label.executeBatch();
        }
    }

    private GateReport examine(String version, @Nullable UUID manifest) throws InterruptedException {
        return gatekeeper.examine(request(BANK, version, manifest));
    }

    private static GateRequest request(TenantId tenant, String version, @Nullable UUID manifest) {
        return new GateRequest(
                tenant,
                new TaskName(LogisticTask.NAME),
                new ModelName(LogisticTask.NAME),
                new VersionNumber(version),
                new VersionNumber(GateStack.CHAMPION),
                manifest,
                null);
    }

    private static List<String> failed(GateReport report) {
        return report.failed().stream().map(GateResult::gate).toList();
    }

    @Test
    void letsAGoodChallengerPass() throws Exception {
        List<VersionNumber> serving = inference.versions(new ModelName(LogisticTask.NAME));
        GateReport report = examine(GateStack.GOOD, manifest());
        assertTrue(report.passed(), report::toString);
        GateResult heldOut = report.results().stream()
                .filter(each -> each.gate().equals("held-out:average_precision"))
                .findFirst()
                .orElseThrow();
        assertTrue(heldOut.detail().endsWith("800 rows"), heldOut.detail());
        assertEquals(
                serving,
                inference.versions(new ModelName(LogisticTask.NAME)),
                "an examination changes nothing of what serves");
    }

    @Test
    void refusesOneThatIsBlindInASlice() throws Exception {
        List<String> failed = failed(examine(GateStack.BLIND, manifest()));
        assertTrue(failed.contains("steadiness"), failed::toString);
    }

    /** The same challenger with a pack that allows everything: the limits are those of the task and of its champion. */
    @Test
    void takesNoLimitsFromThePackThatItJudges() throws Exception {
        GateReport report = examine(GateStack.LAX, manifest());
        assertTrue(failed(report).contains("steadiness"), report::toString);
        GateResult memory = report.results().stream()
                .filter(each -> each.gate().equals("memory"))
                .findFirst()
                .orElseThrow();
        assertTrue(memory.limit().contains("1.1"), "as the task's registration has it: " + memory.limit());
    }

    @Test
    void refusesOneThatHasSeenTheTests() throws Exception {
        assertEquals(List.of("provenance:rows"), failed(examine(GateStack.PEEKED, manifest())));
    }

    @Test
    void refusesAnUploadWithoutADataSet() throws Exception {
        assertEquals(List.of("provenance:data", "age"), failed(examine(GateStack.GOOD, null)));
    }

    @Test
    void knowsNoDataSetOfAnotherTenant() throws Exception {
        UUID manifest = manifest();
        GateRequest request = request(new TenantId("other-bank"), GateStack.GOOD, manifest);
        assertThrows(PlatformException.class, () -> gatekeeper.examine(request));
    }

    @Test
    void saysThatAVersionIsNotRegistered() {
        assertThrows(PlatformException.class, () -> examine("77", null));
    }
}
