package io.trivium.runtime.learning.card;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.learning.lineage.LineageView.LabelSource;
import io.trivium.runtime.learning.lineage.LineageView.LearnedManifest;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.registry.store.VersionRecord;
import io.trivium.runtime.testing.TestPacks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A card states the recorded information and lists what is missing. */
class ModelCardTest {
    private static final Instant AT = Instant.parse("2026-11-27T08:00:00Z");

    @TempDir
    private Path folder;

    private VersionRecord record(List<VersionRecord.Move> moves) throws IOException {
        ModelPack pack = TestPacks.limitedSum(folder.resolve("sum"), "sum", "2");
        byte[] spec = Files.readAllBytes(folder.resolve("sum/spec.yaml"));
        return new VersionRecord(
                new ModelName("sum"),
                new VersionNumber("2"),
                new TaskName("sum"),
                "ab".repeat(32),
                Optional.of(pack.manifest()),
                Optional.of(ModelSpec.parse(spec)),
                "trusted",
                true,
                AT,
                "anna",
                moves);
    }

    @Test
    void saysWhatIsOnRecord() throws IOException {
        UUID manifest = UUID.fromString("00000000-0000-4000-8000-000000000001");
        String card = ModelCard.write(
                record(List.of(
                        new VersionRecord.Move("champion", "rollback", "2", "1", AT.plusSeconds(60), "bo", "too many"),
                        new VersionRecord.Move("champion", "promote", "1", "2", AT, "anna", "better | faster"))),
                List.of(new LearnedManifest(
                        manifest,
                        "cd".repeat(32),
                        AT,
                        AT,
                        1200,
                        List.of(
                                new LabelSource("analyst", "fraud", 20),
                                new LabelSource("chargeback", "genuine", 1180)))),
                List.of(new GateResult("baseline:accuracy", false, -0.1, "at least 0", "worse than version 3")));
        assertTrue(card.startsWith("# sum 2\n"), card);
        assertTrue(card.contains("- **Signature**: trusted\n"), card);
        assertTrue(card.contains("| input | x |"), card);
        assertTrue(card.contains("fraud by analyst: 20; genuine by chargeback: 1180"), card);
        assertTrue(card.contains("| baseline:accuracy | no | at least 0 | worse than version 3 |"), card);
        assertTrue(card.contains("| left by rollback for 1 | bo | too many |"), card);
        assertTrue(card.contains("| came by promote from 1 | anna | better \\| faster |"), card);
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        VersionRecord known = record(List.of());
        String card = ModelCard.write(known, List.of(), List.of());
        assertTrue(card.contains("No alias has named it."), card);
        assertTrue(card.contains("None of this tenant is on record."), card);
        String lost = ModelCard.write(
                new VersionRecord(
                        new ModelName("sum"),
                        new VersionNumber("2"),
                        new TaskName("sum"),
                        known.sha256(),
                        Optional.empty(),
                        Optional.empty(),
                        "unknown",
                        false,
                        AT,
                        "anna",
                        List.of()),
                List.of(),
                List.of());
        assertTrue(lost.contains("The pack cannot be read"), lost);
    }

    @Test
    void letsNoRecordedTextBecomeMarkup() {
        assertEquals(
                "- **a**: \\[x\\](y) \\<b\\> \\# \\`c\\` d\n",
                new Markdown().fact("a", "[x](y) <b> # `c`\nd").toString());
    }
}
