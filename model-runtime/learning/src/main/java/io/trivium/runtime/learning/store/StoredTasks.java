package io.trivium.runtime.learning.store;

import io.trivium.core.tenancy.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The tasks with stored records, also those without a model yet. */
public final class StoredTasks {
    private StoredTasks() {}

    /** By name; in the caller's transaction of the tenant. */
    public static Set<String> of(Connection connection, TenantId tenant) throws SQLException {
        Set<String> tasks = new TreeSet<>();
        for (String table : List.of("learning_example", "learning_label", "learning_preference")) {
            try (PreparedStatement select = connection.prepareStatement(tasksOf(table))) {
                Sql.bind(select, tenant.value(), tenant.value());
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) tasks.add(row.getString(1));
                }
            }
        }
        return tasks;
    }

    /** From one task to the next along the key: with millions of rows a {@code distinct} would read them all. */
    private static String tasksOf(String table) {
        return """
                with recursive found (task) as (
                    (select task from %1$s where tenant_id = ? order by task limit 1)
                    union all
                    select (select t.task from %1$s t where t.tenant_id = ? and t.task > found.task
                        order by t.task limit 1)
                    from found where found.task is not null)
                select task from found where task is not null""".formatted(table);
    }
}
