package io.trivium.deploy.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.record.FileRecords;
import org.apache.kafka.common.record.RecordBatch;

/**
 * A broker's segments, read without a broker: every batch has its sum, and no offset is missing between two of them.
 *
 * @param partitions how many
 * @param batches of records
 * @param violations gaps and damages, by file
 */
public record LogSegments(long partitions, long batches, List<String> violations) {
    private static final Set<String> COMPACTED = Set.of("__consumer_offsets", "__transaction_state");

    public LogSegments {
        violations = List.copyOf(violations);
    }

    /** A batch's first and last offset. */
    record Range(long first, long last) {}

    /**
     * Of all partitions.
     *
     * @param directory that holds them at any depth
     * @param compacted topics in which offsets may be missing, besides the broker's own
     */
    public static LogSegments of(Path directory, Set<String> compacted) throws IOException {
        Map<Path, List<Path>> partitions = new TreeMap<>();
        for (Path file : FileSums.tree(directory)) {
            Path parent = file.getParent();
            if (parent != null && file.toString().endsWith(".log") && isPartition(parent)) {
                partitions.computeIfAbsent(parent, _ -> new ArrayList<>()).add(file);
            }
        }
        long batches = 0;
        List<String> violations = new ArrayList<>();
        for (Map.Entry<Path, List<Path>> each : partitions.entrySet()) {
            String partition = each.getKey().getFileName().toString();
            String topic = partition.substring(0, partition.lastIndexOf('-'));
            List<Range> ranges = new ArrayList<>();
            for (Path segment : each.getValue()) {
                damages(segment, ranges).forEach(damage -> violations.add(partition + ": " + damage));
            }
            batches += ranges.size();
            if (!compacted.contains(topic) && !COMPACTED.contains(topic)) {
                gaps(ranges).forEach(gap -> violations.add(partition + ": " + gap));
            }
        }
        return new LogSegments(partitions.size(), batches, violations);
    }

    private static boolean isPartition(Path directory) {
        String name = directory.getFileName().toString();
        return name.matches(".+-[0-9]+") && !name.startsWith("__cluster_metadata");
    }

    private static List<String> damages(Path segment, List<Range> ranges) throws IOException {
        List<String> damages = new ArrayList<>();
        try (FileRecords records = FileRecords.open(segment.toFile(), false)) {
            for (RecordBatch batch : records.batches()) {
                if (!batch.isValid()) damages.add("the batch at " + batch.baseOffset() + " does not have its sum");
                ranges.add(new Range(batch.baseOffset(), batch.lastOffset()));
            }
        }
        return damages;
    }

    static List<String> gaps(List<Range> ranges) {
        List<String> gaps = new ArrayList<>();
        for (int i = 1; i < ranges.size(); i++) {
            long expected = ranges.get(i - 1).last() + 1;
            if (ranges.get(i).first() != expected) {
                gaps.add("after " + (expected - 1) + " comes " + ranges.get(i).first());
            }
        }
        return gaps;
    }
}
