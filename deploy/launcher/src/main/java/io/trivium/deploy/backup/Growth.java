package io.trivium.deploy.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The changes of all contents of a platform, row by row and record by record. */
public final class Growth {
    private Growth() {}

    /**
     * The changed tables; one whose columns are missing counts as lost with all its rows.
     *
     * @param after read with the earlier tables' columns
     */
    public static List<Change> ofTables(Map<String, TablePrints> before, Map<String, TablePrints> after) {
        List<Change> changes = new ArrayList<>();
        for (String table : names(before, after)) {
            TablePrints first = before.get(table);
            TablePrints second = after.get(table);
            if (first != null && second != null && !first.columns().equals(second.columns())) {
                TreeSet<String> gone = new TreeSet<>(first.columns());
                second.columns().forEach(gone::remove);
                changes.add(new Change(
                        table + " without its columns " + gone, first.rows().size(), 0, 0));
            } else {
                changes.add(Change.of(table, rows(first), rows(second)));
            }
        }
        return changes.stream().filter(change -> !change.isNone()).toList();
    }

    private static Map<UUID, UUID> rows(@Nullable TablePrints table) {
        return table == null ? Map.of() : table.rows();
    }

    /** The changed partitions; in a compacted one a later record of a key may replace an earlier one. */
    public static List<Change> ofTopics(Map<String, PartitionPrints> before, Map<String, PartitionPrints> after) {
        List<Change> changes = new ArrayList<>();
        PartitionPrints none = new PartitionPrints(false, 0, new TreeMap<>());
        for (String partition : names(before, after)) {
            PartitionPrints second = after.getOrDefault(partition, none);
            NavigableMap<Long, PartitionPrints.Print> first =
                    new TreeMap<>(before.getOrDefault(partition, none).records());
            if (second.compacted()) {
                first.entrySet()
                        .removeIf(entry -> !second.records().containsKey(entry.getKey())
                                && second.hasLater(entry.getKey(), entry.getValue()));
            }
            changes.add(Change.of(partition, first, second.records()));
        }
        return changes.stream().filter(change -> !change.isNone()).toList();
    }

    private static Set<String> names(Map<String, ?> before, Map<String, ?> after) {
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        return names;
    }
}
