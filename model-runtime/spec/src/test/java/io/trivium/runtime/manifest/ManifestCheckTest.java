package io.trivium.runtime.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.trivium.core.model.TaskName;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.pack.Hashes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ManifestCheckTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final HexFormat HEX = HexFormat.of();
    private static final int LINES = 12;

    private final List<ManifestLine> lines = new ArrayList<>();
    private final ManifestHeader header;

    ManifestCheckTest() {
        Random random = new Random(7);
        MerkleTree tree = new MerkleTree();
        MessageDigest content = Hashes.sha256();
        for (int i = 0; i < LINES; i++) {
            byte[] hash = new byte[32];
            random.nextBytes(hash);
            hash[0] = (byte) (i * 16);
            ManifestEntry entry = new ManifestEntry(
                    "e-" + i,
                    HEX.formatHex(hash),
                    i % 3 == 0 ? null : HEX.formatHex(Hashes.sha256().digest(new byte[] {(byte) i})),
                    START.plus(Duration.ofDays(i)),
                    i % 2 == 0 ? "yes" : "no",
                    "feed",
                    START.plus(Duration.ofDays(i + 1)),
                    1.0,
                    i < 8 ? Part.TRAIN : i < 10 ? Part.VALIDATION : Part.TEST);
            byte[] salt = new byte[16];
            random.nextBytes(salt);
            byte[] leaf = MerkleTree.leaf(salt, entry.canonical());
            tree.add(leaf);
            content.update(entry.canonical());
            content.update("\n".getBytes(StandardCharsets.UTF_8));
            lines.add(new ManifestLine(i, HEX.formatHex(leaf), HEX.formatHex(salt), entry, null));
        }
        header = new ManifestHeader(
                ManifestHeader.FORMAT,
                new UUID(1, 2),
                new TenantId("demo-bank"),
                new TaskName("task"),
                null,
                START.plus(Duration.ofDays(40)),
                START.plus(Duration.ofDays(30)),
                START.plus(Duration.ofDays(40)),
                Map.of("rule", "latest"),
                new SubjectSplit(START.plus(Duration.ofDays(8)), START.plus(Duration.ofDays(10)), 0.1, 0.1),
                LINES,
                HEX.formatHex(tree.root()),
                HEX.formatHex(content.digest()),
                new ManifestCounts(
                        20,
                        12,
                        0,
                        0,
                        Map.of(),
                        Map.of(
                                "train", Map.of("yes", 4L, "no", 4L),
                                "validation", Map.of("yes", 1L, "no", 1L),
                                "test", Map.of("yes", 1L, "no", 1L))));
    }

    private List<String> faults(List<ManifestLine> given) {
        ManifestCheck check = new ManifestCheck(CanonicalForm.write(header), header.hash());
        given.forEach(check::add);
        return check.faults();
    }

    private static ManifestLine erased(ManifestLine line) {
        return new ManifestLine(line.ordinal(), line.leaf(), null, null, null);
    }

    private static ManifestEntry labelled(ManifestEntry entry, String label) {
        return new ManifestEntry(
                entry.exampleId(),
                entry.contentHash(),
                entry.subject(),
                entry.occurredAt(),
                label,
                entry.labelSource(),
                entry.labelObservedAt(),
                entry.weight(),
                entry.part());
    }

    @Test
    void findsNothingWrongWithWhatIsRight() {
        assertEquals(List.of(), faults(lines));
    }

    @Test
    void anErasureLeavesItValid() {
        for (int i = 0; i < LINES; i++) {
            List<ManifestLine> some = new ArrayList<>(lines);
            some.set(i, erased(lines.get(i)));
            assertEquals(List.of(), faults(some), "without line " + i);
        }
        assertEquals(
                List.of(), faults(lines.stream().map(ManifestCheckTest::erased).toList()));
    }

    @Test
    void everyChangeIsFound() {
        for (int i = 0; i < LINES; i++) {
            ManifestLine line = lines.get(i);
            ManifestEntry entry = line.entry();
            if (entry == null) continue;
            List<ManifestLine> changed = new ArrayList<>(lines);
            changed.set(i, new ManifestLine(i, line.leaf(), line.salt(), labelled(entry, "maybe"), null));
            assertFalse(faults(changed).isEmpty(), "label of line " + i);
            ManifestEntry other = labelled(entry, "maybe");
            String leaf = HEX.formatHex(MerkleTree.leaf(HEX.parseHex(String.valueOf(line.salt())), other.canonical()));
            changed.set(i, new ManifestLine(i, leaf, line.salt(), other, null));
            assertFalse(faults(changed).isEmpty(), "label and leaf of line " + i);
            List<ManifestLine> fewer = new ArrayList<>(lines);
            fewer.remove(i);
            assertFalse(faults(fewer).isEmpty(), "without line " + i);
            List<ManifestLine> twice = new ArrayList<>(lines);
            twice.add(i, line);
            assertFalse(faults(twice).isEmpty(), "line " + i + " twice");
        }
    }

    @Test
    void theHeaderCounts() {
        String canonical = CanonicalForm.write(header);
        assertEquals(header, CanonicalForm.read(canonical, ManifestHeader.class));
        ManifestCheck check = new ManifestCheck(canonical.replace("\"entries\":12", "\"entries\":13"), header.hash());
        lines.forEach(check::add);
        assertEquals(2, check.faults().size(), () -> check.faults().toString());
    }
}
