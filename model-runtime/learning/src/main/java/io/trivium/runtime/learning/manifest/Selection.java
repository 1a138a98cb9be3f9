package io.trivium.runtime.learning.manifest;

import io.trivium.core.model.TaskName;
import io.trivium.runtime.learning.store.LabelPolicy;
import io.trivium.runtime.learning.store.LabelStatement;
import io.trivium.runtime.learning.store.Use;
import io.trivium.runtime.manifest.ManifestCounts;
import io.trivium.runtime.manifest.ManifestEntry;
import io.trivium.runtime.manifest.Part;
import io.trivium.runtime.manifest.SubjectSplit;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which candidates make a data set, offered by content, time and id. Of equal contents the first that may be in is; the others are
 * counted. Pure but for its counts; not thread-safe.
 */
final class Selection {
    private static final HexFormat HEX = HexFormat.of();
    private static final String NEAR_DUPLICATE = "nearDuplicate";

    private final Frame frame;
    private final Map<String, Long> leftOut = new TreeMap<>();
    private final Map<String, Map<String, Long>> labels = new TreeMap<>();
    private long labelled;
    private long duplicates;
    private long contradicting;
    private byte @Nullable [] content;
    private @Nullable String label;

    /**
     * The settings that are the same for all candidates.
     *
     * @param oldest by retention class, the earliest example that may still be kept
     * @param use by retention class
     * @param superfluous content hashes, their first eight bytes, of near-duplicates of included examples; null when
     *     these were not searched for
     */
    record Frame(
            TaskName task,
            LabelPolicy policy,
            SubjectSplit split,
            Instant cutoff,
            Instant knownAt,
            Function<String, Instant> oldest,
            Function<String, Use> use,
            @Nullable Set<Long> superfluous) {

        /** The same without some that are nearly the same as others. */
        Frame without(Set<Long> found) {
            return new Frame(task, policy, split, cutoff, knownAt, oldest, use, found);
        }
    }

    Selection(Frame frame) {
        this.frame = frame;
        if (frame.superfluous() != null) leftOut.put(NEAR_DUPLICATE, 0L);
    }

    /** The entry that a candidate becomes; empty when it is left out. */
    Optional<ManifestEntry> offer(Candidate candidate) {
        Optional<LabelStatement> known =
                frame.policy().labelOf(candidate.statements(), frame.cutoff(), frame.knownAt());
        if (known.isEmpty()) return Optional.empty();
        LabelStatement statement = known.orElseThrow();
        labelled++;
        if (!frame.policy().isSettled(candidate.occurredAt(), frame.cutoff())) return leaveOut("delay");
        if (candidate.occurredAt().isBefore(frame.oldest().apply(candidate.retentionClass()))) {
            return leaveOut("retention");
        }
        Optional<Part> part = frame.split().partOf(frame.task(), candidate.subject(), candidate.occurredAt());
        if (!isAllowed(frame.use().apply(candidate.retentionClass()), part)) return leaveOut("use");
        if (part.isEmpty()) return leaveOut("split");
        if (content != null && Arrays.equals(content, candidate.contentHash())) {
            duplicates++;
            if (!statement.label().equals(label)) contradicting++;
            return Optional.empty();
        }
        content = candidate.contentHash();
        label = statement.label();
        Set<Long> superfluous = frame.superfluous();
        if (superfluous != null && superfluous.contains(candidate.key())) return leaveOut(NEAR_DUPLICATE);
        labels.computeIfAbsent(part.orElseThrow().word(), word -> new TreeMap<>())
                .merge(statement.label(), 1L, Long::sum);
        return Optional.of(entry(candidate, statement, part.orElseThrow()));
    }

    private static boolean isAllowed(Use use, Optional<Part> part) {
        return switch (use) {
            case TRAINING -> true;
            case EVALUATION -> part.isEmpty() || part.orElseThrow() != Part.TRAIN;
            case NONE -> false;
        };
    }

    private ManifestEntry entry(Candidate candidate, LabelStatement statement, Part part) {
        byte[] subject = candidate.subject();
        return new ManifestEntry(
                candidate.exampleId(),
                HEX.formatHex(candidate.contentHash()),
                subject == null ? null : HEX.formatHex(subject),
                candidate.occurredAt(),
                statement.label(),
                statement.source(),
                statement.observedAt(),
                frame.policy().weight(statement.source()),
                part);
    }

    private Optional<ManifestEntry> leaveOut(String reason) {
        leftOut.merge(reason, 1L, Long::sum);
        return Optional.empty();
    }

    ManifestCounts counts(long examples) {
        return new ManifestCounts(examples, labelled, duplicates, contradicting, leftOut, labels);
    }
}
