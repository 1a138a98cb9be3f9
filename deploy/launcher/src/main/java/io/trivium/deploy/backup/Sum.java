package io.trivium.deploy.backup;

import java.util.List;

/**
 * The sum of the contents of a table, a topic or a directory.
 *
 * @param count rows, records or files
 * @param sha256 of all of them in their order
 * @param columns of a table, in their order; empty elsewhere
 */
public record Sum(long count, String sha256, List<String> columns) {
    public Sum {
        columns = List.copyOf(columns);
    }

    static Sum of(long count, String sha256) {
        return new Sum(count, sha256, List.of());
    }
}
