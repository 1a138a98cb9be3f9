package io.trivium.deploy.backup;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Compares a restored platform with two observations of the original, one right before the restored instant and one
 * right after: rows in both must be present, and rows in neither must not.
 *
 * @param same how many rows or records are as in both observations
 * @param meanwhile how many changed between the observations and are as in one of them
 * @param twice how many changed more than once between the observations
 * @param violations lost, changed or unexpected rows and records, by table or partition
 */
public record Bracket(long same, long meanwhile, long twice, List<String> violations) {
    private static final TablePrints NO_TABLE = new TablePrints(List.of(), List.of(), Map.of());

    public Bracket {
        violations = List.copyOf(violations);
    }

    /** Row by row. */
    public static Bracket ofTables(
            Map<String, TablePrints> before, Map<String, TablePrints> after, Map<String, TablePrints> restored) {
        Judge judge = new Judge();
        Set<String> tables = new TreeSet<>(before.keySet());
        tables.addAll(after.keySet());
        tables.addAll(restored.keySet());
        for (String table : tables) {
            Map<UUID, UUID> first = before.getOrDefault(table, NO_TABLE).rows();
            Map<UUID, UUID> second = after.getOrDefault(table, NO_TABLE).rows();
            Map<UUID, UUID> found = restored.getOrDefault(table, NO_TABLE).rows();
            Set<UUID> keys = new HashSet<>(first.keySet());
            keys.addAll(second.keySet());
            keys.addAll(found.keySet());
            for (UUID key : keys) judge.row(first.get(key), second.get(key), found.get(key));
            judge.conclude(table);
        }
        return judge.bracket();
    }

    /**
     * Record by record.
     *
     * @param ends where each partition's committed records ended before the instant
     * @param lastEnds where they ended after it
     * @param original read any time later
     */
    public static Bracket ofTopics(
            Map<String, Long> ends,
            Map<String, Long> lastEnds,
            Map<String, PartitionPrints> original,
            Map<String, PartitionPrints> restored) {
        Judge judge = new Judge();
        PartitionPrints none = new PartitionPrints(false, 0, new TreeMap<>());
        Set<String> partitions = new TreeSet<>(original.keySet());
        partitions.addAll(restored.keySet());
        for (String partition : partitions) {
            PartitionPrints from = original.getOrDefault(partition, none);
            PartitionPrints found = restored.getOrDefault(partition, none);
            long certain = ends.getOrDefault(partition, 0L);
            Set<Long> offsets = new TreeSet<>(from.records().keySet());
            offsets.addAll(found.records().keySet());
            for (long offset : offsets) {
                PartitionPrints.Print was = from.records().get(offset);
                PartitionPrints.Print is = found.records().get(offset);
                boolean goneThere = was == null && is != null && from.compacted() && from.hasLater(offset, is);
                boolean goneHere = is == null && was != null && found.compacted() && found.hasLater(offset, was);
                boolean later = is == null && offset >= lastEnds.getOrDefault(partition, 0L);
                if (!goneThere && !goneHere && !later) {
                    // Records in both are compared at any offset: a record never changes.
                    judge.row(offset < certain || is != null ? was : null, was, is);
                }
            }
            judge.conclude(partition);
        }
        return judge.bracket();
    }

    private static final class Judge {
        private long same;
        private long meanwhile;
        private long twice;
        private long lost;
        private long changed;
        private long madeUp;
        private final List<String> violations = new ArrayList<>();

        void row(@Nullable Object before, @Nullable Object after, @Nullable Object found) {
            if (Objects.equals(before, after)) {
                if (Objects.equals(before, found)) same++;
                else if (found == null) lost++;
                else if (before == null) madeUp++;
                else changed++;
            } else if (Objects.equals(found, before) || Objects.equals(found, after)) {
                meanwhile++;
            } else if (found == null) {
                // Both looks saw it, if not as the same.
                lost++;
            } else {
                twice++;
            }
        }

        void conclude(String what) {
            if (lost + changed + madeUp > 0) {
                violations.add(what + ": " + lost + " lost, " + changed + " changed, " + madeUp + " made up");
            }
            lost = 0;
            changed = 0;
            madeUp = 0;
        }

        Bracket bracket() {
            return new Bracket(same, meanwhile, twice, violations);
        }
    }
}
