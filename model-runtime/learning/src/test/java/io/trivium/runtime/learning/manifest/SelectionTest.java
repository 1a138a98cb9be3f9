package io.trivium.runtime.learning.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.model.TaskName;
import io.trivium.runtime.learning.store.LabelPolicy;
import io.trivium.runtime.learning.store.LabelRule;
import io.trivium.runtime.learning.store.LabelStatement;
import io.trivium.runtime.learning.store.Use;
import io.trivium.runtime.manifest.ManifestCounts;
import io.trivium.runtime.manifest.ManifestEntry;
import io.trivium.runtime.manifest.Part;
import io.trivium.runtime.manifest.SubjectSplit;
import io.trivium.runtime.pack.Hashes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final SubjectSplit SPLIT = new SubjectSplit(day(10), day(20), 0.2, 0.2);

    private static Instant day(int day) {
        return START.plus(Duration.ofDays(day));
    }

    private static byte[] hash(String text) {
        return Hashes.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Selection selection(SubjectSplit split) {
        return selection(split, LabelPolicy.LATEST);
    }

    private static Selection selection(SubjectSplit split, LabelPolicy policy) {
        return new Selection(new Selection.Frame(
                new TaskName("task"),
                policy,
                split,
                day(30),
                day(60),
                retention -> retention.equals("short") ? day(5) : START,
                retention -> switch (retention) {
                    case "standard", "short" -> Use.TRAINING;
                    case "evaluation" -> Use.EVALUATION;
                    default -> Use.NONE;
                },
                null));
    }

    private static Candidate candidate(
            String id, String content, @Nullable String subject, Instant at, String retention, String label) {
        return new Candidate(id, hash(content), subject == null ? null : hash(subject), at, retention, null)
                .add(new LabelStatement("feed", label, at.plusSeconds(60), at.plusSeconds(60), false));
    }

    @Test
    void takesOneOfEqualContentsAndCountsTheOthers() {
        Selection selection = selection(SPLIT);
        assertTrue(selection
                .offer(candidate("a", "one", null, day(1), "standard", "yes"))
                .isPresent());
        assertFalse(selection
                .offer(candidate("b", "one", null, day(2), "standard", "yes"))
                .isPresent());
        assertFalse(selection
                .offer(candidate("c", "one", null, day(3), "standard", "no"))
                .isPresent());
        assertTrue(selection
                .offer(candidate("d", "two", null, day(12), "standard", "no"))
                .isPresent());
        ManifestCounts counts = selection.counts(9);
        assertEquals(
                new ManifestCounts(
                        9, 4, 2, 1, Map.of(), Map.of("train", Map.of("yes", 1L), "validation", Map.of("no", 1L))),
                counts);
    }

    @Test
    void leavesOutWhatNotEverybodyHasSpokenOfYet() {
        Selection selection =
                selection(SPLIT, new LabelPolicy(LabelRule.LATEST, List.of(), List.of(), Map.of(), Duration.ofDays(7)));
        assertTrue(selection
                .offer(candidate("a", "one", null, day(23), "standard", "yes"))
                .isPresent());
        assertFalse(selection
                .offer(candidate("b", "two", null, day(23).plusSeconds(1), "standard", "yes"))
                .isPresent());
        assertEquals(Map.of("delay", 1L), selection.counts(2).leftOut());
    }

    @Test
    void honoursRetentionAndConsent() {
        Selection selection = selection(SPLIT);
        assertFalse(selection
                .offer(candidate("a", "1", null, day(4), "short", "yes"))
                .isPresent());
        assertTrue(selection
                .offer(candidate("b", "2", null, day(5), "short", "yes"))
                .isPresent());
        assertFalse(selection
                .offer(candidate("c", "3", null, day(6), "evaluation", "yes"))
                .isPresent());
        assertTrue(selection
                .offer(candidate("d", "4", null, day(25), "evaluation", "yes"))
                .isPresent());
        assertFalse(selection
                .offer(candidate("e", "5", null, day(25), "nobody-asked", "yes"))
                .isPresent());
        assertEquals(Map.of("retention", 1L, "use", 2L), selection.counts(5).leftOut());
    }

    @Test
    void anExampleThatMayNotBeInDoesNotStandInTheWayOfItsDuplicate() {
        Selection selection = selection(SPLIT);
        assertFalse(selection
                .offer(candidate("a", "one", null, day(1), "nobody-asked", "no"))
                .isPresent());
        Optional<ManifestEntry> entry = selection.offer(candidate("b", "one", null, day(2), "standard", "yes"));
        assertEquals("b", entry.orElseThrow().exampleId());
        assertEquals(0, selection.counts(2).duplicates());
    }

    @Test
    void leavesOutWhatHasNoLabelYet() {
        Selection selection = selection(SPLIT);
        Candidate late = new Candidate("a", hash("one"), null, day(1), "standard", null)
                .add(new LabelStatement("feed", "yes", day(31), day(32), false));
        assertFalse(selection.offer(late).isPresent());
        assertEquals(0, selection.counts(1).labelled());
    }

    /** No subject is on two sides, no example of one side happened in another's time, and no content occurs twice. */
    @Test
    void keepsSubjectsAndTimesApart() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            SubjectSplit split = new SubjectSplit(
                    day(5 + random.nextInt(10)), day(15 + random.nextInt(10)), random.nextDouble() / 2, 0.3);
            List<Candidate> candidates = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                String subject = random.nextInt(10) == 0 ? null : "subject-" + random.nextInt(40);
                Instant at = START.plusSeconds(random.nextInt(29 * 86_400));
                candidates.add(candidate("e-" + i, "content-" + random.nextInt(250), subject, at, "standard", "yes"));
            }
            candidates.sort(Comparator.comparing(Candidate::contentHash, Arrays::compareUnsigned)
                    .thenComparing(Candidate::occurredAt)
                    .thenComparing(Candidate::exampleId));
            Selection selection = selection(split);
            Map<String, Part> sides = new HashMap<>();
            Set<String> contents = new HashSet<>();
            long entries = 0;
            for (Candidate each : candidates) {
                ManifestEntry entry = selection.offer(each).orElse(null);
                if (entry == null) continue;
                entries++;
                assertTrue(contents.add(entry.contentHash()), "seed " + seed);
                assertEquals(
                        entry.part(),
                        split.partOf(new TaskName("task"), null, entry.occurredAt())
                                .orElseThrow(),
                        "seed " + seed);
                if (entry.subject() != null) {
                    Part before = sides.putIfAbsent(entry.subject(), entry.part());
                    assertTrue(before == null || before == entry.part(), "seed " + seed);
                }
            }
            ManifestCounts counts = selection.counts(300);
            assertEquals(
                    300, entries + counts.duplicates() + counts.leftOut().getOrDefault("split", 0L), "seed " + seed);
        }
    }

    @Test
    void aSubjectStaysOnItsSideWhateverTheTimes() {
        SubjectSplit later = new SubjectSplit(day(100), day(200), 0.2, 0.2);
        Map<Part, Integer> sizes = new EnumMap<>(Part.class);
        for (int i = 0; i < 5_000; i++) {
            byte[] subject = hash("subject-" + i);
            Part side = SPLIT.side(new TaskName("task"), subject);
            assertEquals(side, later.side(new TaskName("task"), subject));
            sizes.merge(side, 1, Integer::sum);
        }
        assertEquals(3_000, sizes.getOrDefault(Part.TRAIN, 0), 150);
        assertEquals(1_000, sizes.getOrDefault(Part.VALIDATION, 0), 120);
        assertEquals(1_000, sizes.getOrDefault(Part.TEST, 0), 120);
    }

    @Test
    void refusesSharesAndTimesThatContradictEachOther() {
        assertThrows(IllegalArgumentException.class, () -> new SubjectSplit(day(2), day(1), 0.1, 0.1));
        assertThrows(IllegalArgumentException.class, () -> new SubjectSplit(day(1), day(2), 0.5, 0.5));
        assertThrows(IllegalArgumentException.class, () -> new SubjectSplit(day(1), day(2), Double.NaN, 0.1));
    }
}
