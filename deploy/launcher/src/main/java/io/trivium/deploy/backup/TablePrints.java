package io.trivium.deploy.backup;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Every row of a table as two digests.
 *
 * @param key columns of the primary key; empty when there is none
 * @param columns that the rows' digests are of
 * @param rows digest of the row by digest of its key; of the row and its repetition where there is no key
 */
public record TablePrints(List<String> key, List<String> columns, Map<UUID, UUID> rows) {
    public TablePrints {
        key = List.copyOf(key);
        columns = List.copyOf(columns);
        rows = Map.copyOf(rows);
    }
}
