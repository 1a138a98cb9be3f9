package io.trivium.runtime.learning.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.batch.Defaults;
import io.trivium.runtime.expert.piece.ExpertConfig;
import io.trivium.runtime.learning.gate.LogisticTask.Model;
import io.trivium.runtime.learning.gate.check.Gates;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackSignature;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.pack.SigningKeys;
import io.trivium.runtime.pack.TrustedKeys;
import io.trivium.runtime.serving.ServingConfig;
import io.trivium.runtime.testing.RuntimeResource;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gates on logistic models, whose faults are known. */
class ChallengerGatesTest {
    private static final Gates GATES = new Gates(Defaults.of(ServingConfig.class), Defaults.of(ExpertConfig.class), 1);
    private static final TrustedKeys NO_KEYS = new TrustedKeys(Map.of(), false);
    private static final long[] SEEN = LongStream.rangeClosed(1, 100).toArray();

    private final GateRows held = LogisticTask.rows(3_000, 1, true);
    private final GateRows trained = LogisticTask.rows(2_000, 2, true);
    private final GateRows recent = LogisticTask.rows(4_000, 3, false);

    @TempDir
    private Path folder;

    private GateReport examine(Model model) throws InterruptedException {
        return examine(model, "");
    }

    private GateReport examine(Model model, String gates) throws InterruptedException {
        return examine(LogisticTask.pack(folder, "2", model, gates, SEEN), NO_KEYS, LogisticTask.CUTOFF);
    }

    private GateReport examine(ModelPack challenger, TrustedKeys keys, Instant now) throws InterruptedException {
        RuntimeResource.delete(folder.resolve("1"));
        ModelPack champion = LogisticTask.pack(folder, "1", Model.CHAMPION, "", SEEN);
        return GATES.examine(material(challenger, champion, Optional.empty(), keys, now), Duration.ofMinutes(1));
    }

    private GateMaterial material(
            ModelPack challenger, ModelPack champion, Optional<ModelPack> rival, TrustedKeys keys, Instant now) {
        return new GateMaterial(
                challenger,
                champion,
                rival,
                keys,
                Optional.of(LogisticTask.manifest()),
                held,
                trained,
                trained,
                GateRows.NONE,
                recent,
                new TenantId("demo-bank"),
                now);
    }

    /** The gates with a simple model next to the challenger. */
    private GateReport examineWithRival(Model challenger, Model rival) throws InterruptedException {
        GateMaterial material = material(
                LogisticTask.pack(folder, "2", challenger, "", SEEN),
                LogisticTask.pack(folder, "1", Model.CHAMPION, "", SEEN),
                Optional.of(LogisticTask.pack(folder, "3", rival, "", SEEN)),
                NO_KEYS,
                LogisticTask.CUTOFF);
        return GATES.examine(material, Duration.ofMinutes(1));
    }

    private static GateResult result(GateReport report, String gate) {
        return report.results().stream()
                .filter(each -> each.gate().equals(gate))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + gate + " in " + report));
    }

    private static List<String> failed(GateReport report) {
        return report.failed().stream().map(GateResult::gate).toList();
    }

    @Test
    void letsAGoodChallengerPassWithItsNumbers() throws InterruptedException {
        GateReport report = examine(Model.GOOD);
        assertTrue(report.passed(), report::toString);
        GateResult heldOut = result(report, "held-out:average_precision");
        assertNotNull(heldOut.figure());
        assertEquals("at least -0.0300", heldOut.limit());
        assertEquals(0.0, result(report, "parity").figure());
        assertEquals(0.0, result(report, "provenance:rows").figure());
        assertEquals(0.0, result(report, "finite:answers").figure());
    }

    @Test
    void refusesOneThatAnswersTheOpposite() throws InterruptedException {
        GateReport report = examine(Model.of(-1.5, -1, -2));
        assertTrue(failed(report).contains("held-out:average_precision"), report::toString);
    }

    @Test
    void refusesOneThatIsWorseThanASimpleModelBeyondItsInterval() throws InterruptedException {
        GateReport report = examineWithRival(Model.of(1.5, 0, -2), Model.GOOD);
        GateResult baseline = result(report, "baseline:average_precision");
        assertFalse(baseline.passed(), baseline::toString);
        assertNotNull(baseline.figure());
        assertEquals("at least 0", baseline.limit());
        assertTrue(
                baseline.detail()
                        .matches("upper bound of challenger less the best simple model; challenger 0\\.\\d{4},"
                                + " version 3 0\\.\\d{4}, 90 % interval of the difference -0\\.\\d{4} to -0\\.\\d{4},"
                                + " 3000 rows; version 3 is examined in its place"),
                baseline.detail());
    }

    @Test
    void letsOnePassThatIsWorseThanASimpleModelWithinTheInterval() throws InterruptedException {
        GateReport report = examineWithRival(Model.of(1.49, 1.01, -2), Model.GOOD);
        assertTrue(report.passed(), report::toString);
        GateResult baseline = result(report, "baseline:average_precision");
        assertFalse(baseline.detail().contains("in its place"), baseline.detail());
        assertTrue(result(examineAgain(Model.GOOD), "baseline").detail().startsWith("not applicable: no simple model"));
    }

    private GateReport examineAgain(Model model) throws InterruptedException {
        RuntimeResource.delete(folder.resolve("2"));
        return examine(model);
    }

    @Test
    void refusesOneThatIsTooSure() throws InterruptedException {
        GateReport report = examine(Model.of(4.5, 3, -6));
        assertFalse(result(report, "calibration:loss").passed(), report::toString);
        assertTrue(result(report, "held-out:average_precision").passed(), "it orders rows as well as before");
    }

    @Test
    void refusesOneThatIsBlindInASlice() throws InterruptedException {
        GateReport report = examine(Model.GOOD.moving(2, -5));
        assertFalse(result(report, "slices:average_precision").passed(), report::toString);
        GateResult steadiness = result(report, "steadiness");
        assertFalse(steadiness.passed(), report::toString);
        assertTrue(steadiness.detail().contains("x.SEGMENT"), steadiness.detail());
    }

    @Test
    void findsABlindSliceThatLabelsDoNotShow() throws InterruptedException {
        float[] bent = held.labels().clone();
        NumberTable table = NumberTable.of(
                held,
                LogisticTask.pack(folder, "3", Model.GOOD, "", SEEN).spec().inputs());
        for (int row = 0; row < bent.length; row++) if (table.at(row, 2) == 2) bent[row] = 0;
        GateMaterial material = new GateMaterial(
                LogisticTask.pack(folder, "2", Model.GOOD.moving(2, -5), "", SEEN),
                LogisticTask.pack(folder, "1", Model.CHAMPION, "", SEEN),
                Optional.empty(),
                NO_KEYS,
                Optional.of(LogisticTask.manifest()),
                new GateRows(held.rows(), held.inputs(), bent, held.subjects()),
                trained,
                trained,
                GateRows.NONE,
                recent,
                new TenantId("demo-bank"),
                LogisticTask.CUTOFF);
        GateReport report = GATES.examine(material, Duration.ofMinutes(1));
        assertTrue(result(report, "slices:average_precision").passed(), report::toString);
        assertFalse(result(report, "steadiness").passed(), report::toString);
    }

    @Test
    void excusesARiskierSliceThatLabelsBearOut() throws InterruptedException {
        float[] labels = held.labels().clone();
        NumberTable table = NumberTable.of(
                held,
                LogisticTask.pack(folder, "3", Model.GOOD, "", SEEN).spec().inputs());
        for (int row = 0; row < labels.length; row++) {
            if (table.at(row, 2) == 1 && table.at(row, 0) > 0) labels[row] = 1;
        }
        GateMaterial material = new GateMaterial(
                LogisticTask.pack(folder, "2", Model.GOOD.moving(1, 2), "", SEEN),
                LogisticTask.pack(folder, "1", Model.CHAMPION, "", SEEN),
                Optional.empty(),
                NO_KEYS,
                Optional.of(LogisticTask.manifest()),
                new GateRows(held.rows(), held.inputs(), labels, held.subjects()),
                trained,
                trained,
                GateRows.NONE,
                recent,
                new TenantId("demo-bank"),
                LogisticTask.CUTOFF);
        GateResult steadiness = result(GATES.examine(material, Duration.ofMinutes(1)), "steadiness");
        assertTrue(steadiness.passed(), steadiness::toString);
        assertTrue(steadiness.detail().contains("borne out by labels: "), steadiness.detail());
    }

    @Test
    void refusesASlowOneForItsTimeAlone() throws InterruptedException {
        GateReport report = examine(Model.GOOD.slow(20_000), "challengerGates: {memory: 10}");
        assertEquals(List.of("latency:rows-1", "latency:rows-32"), failed(report), report::toString);
    }

    @Test
    void refusesAnswersThatAreNoNumbersAndAsksNoFurther() throws InterruptedException {
        GateReport report = examine(Model.of(Double.NaN, 1, -2));
        assertEquals(List.of("finite:answers"), failed(report));
        assertEquals("finite:answers", report.results().getLast().gate());
    }

    @Test
    void refusesOneThatHasSeenRowsOfTheTests() throws InterruptedException {
        long[] seen = LongStream.rangeClosed(1, 205).toArray();
        GateReport report = examine(LogisticTask.pack(folder, "2", Model.GOOD, "", seen), NO_KEYS, LogisticTask.CUTOFF);
        assertEquals(List.of("provenance:rows"), failed(report));
        assertEquals(5.0, result(report, "provenance:rows").figure());
    }

    @Test
    void refusesOneThatSaysNothingOfItsRows() throws InterruptedException {
        ModelPack pack = LogisticTask.pack(folder, "2", Model.GOOD, "", new long[0]);
        assertEquals(List.of("provenance:rows", "age"), failed(examine(pack, NO_KEYS, LogisticTask.CUTOFF)));
    }

    @Test
    void countsTheDaysThatWereNotLearned() throws InterruptedException {
        // Newest row is of day 100, newest seen of day 80; the data set was frozen two days ago.
        long[] seen = LongStream.rangeClosed(1, 80).toArray();
        ModelPack pack = LogisticTask.pack(folder, "2", Model.GOOD, "", seen);
        GateResult age = result(examine(pack, NO_KEYS, LogisticTask.CUTOFF.plus(Duration.ofDays(2))), "age");
        assertEquals(22.0, age.figure());
        assertFalse(age.passed());
        assertEquals("at most 14", age.limit());
    }

    @Test
    void asksForASignatureWhereKeysAreTrusted() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        TrustedKeys keys = new TrustedKeys(Map.of("operator", pair.getPublic()), false);
        ModelPack pack = LogisticTask.pack(folder, "2", Model.GOOD, "", SEEN);
        assertEquals(List.of("provenance:signature"), failed(examine(pack, keys, LogisticTask.CUTOFF)));

        KeyPair stranger = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        assertFalse(examine(signed(pack, stranger), keys, LogisticTask.CUTOFF).passed());
        GateReport trusted = examine(signed(pack, pair), keys, LogisticTask.CUTOFF);
        assertTrue(trusted.passed(), trusted::toString);
        assertEquals(
                "signed by operator", result(trusted, "provenance:signature").detail());
    }

    private static ModelPack signed(ModelPack pack, KeyPair pair) throws Exception {
        PackSignature signature =
                PackSignature.of(pack.manifest(), pair.getPrivate(), SigningKeys.id(pair.getPublic()));
        return PackWriter.replaceManifest(pack.directory(), pack.manifest().signed(signature.toString()));
    }

    @Test
    void saysWhichGatesCannotBeAskedWithoutADataSet() throws InterruptedException {
        GateMaterial material = new GateMaterial(
                LogisticTask.pack(folder, "2", Model.GOOD, "", SEEN),
                LogisticTask.pack(folder, "1", Model.CHAMPION, "", SEEN),
                Optional.empty(),
                NO_KEYS,
                Optional.empty(),
                GateRows.NONE,
                GateRows.NONE,
                GateRows.NONE,
                GateRows.NONE,
                recent,
                new TenantId("demo-bank"),
                LogisticTask.CUTOFF);
        GateReport report = GATES.examine(material, Duration.ofMinutes(1));
        assertEquals(List.of("provenance:data", "age"), failed(report));
        assertTrue(result(report, "provenance:data").detail().contains("names no data set"));
    }

    @Test
    void holdsGroupsAgainstEachOtherWhereDeclared() throws InterruptedException {
        String fairness = """
                challengerGates:
                  sliceLoss: 10
                  change: 100
                  margin: 0.2
                  calibration: 1
                  fairness:
                    input: x
                    column: SEGMENT
                    difference: 0.1
                    groups: [{name: first, value: 0}, {name: second, value: 1}]
                """;
        assertTrue(examine(Model.GOOD, fairness).passed());
        RuntimeResource.delete(folder.resolve("2"));
        GateReport report = examine(Model.GOOD.moving(1, -1), fairness);
        assertEquals(List.of("fairness"), failed(report), report::toString);
        assertTrue(result(report, "fairness").detail().contains("second"), report::toString);
    }

    @Test
    void hasNotPassedWhatItHadNoTimeFor() throws InterruptedException {
        GateMaterial material = material(
                LogisticTask.pack(folder, "2", Model.GOOD, "", SEEN),
                LogisticTask.pack(folder, "1", Model.CHAMPION, "", SEEN),
                Optional.empty(),
                NO_KEYS,
                LogisticTask.CUTOFF);
        GateReport report = GATES.examine(material, Duration.ZERO);
        assertFalse(report.passed());
        assertTrue(result(report, "held-out").detail().contains("no time left"));
    }
}
