package io.trivium.runtime.learning.store;

import io.trivium.core.error.PlatformException;
import io.trivium.core.model.TaskName;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.RuntimeErrorCode;
import java.sql.Connection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The tasks with stored records, also those without a model yet. */
public final class StoredTasks {
    private static final SqlQuery<TaskName> OF_EXAMPLES = tasksOf("learning_example");
    private static final SqlQuery<TaskName> OF_LABELS = tasksOf("learning_label");
    private static final SqlQuery<TaskName> OF_PREFERENCES = tasksOf("learning_preference");

    private StoredTasks() {}

    /** {@code learning-task-not-found}. */
    public static PlatformException notFound() {
        return new PlatformException(RuntimeErrorCode.LEARNING_TASK_NOT_FOUND, "Nothing came in for this task.");
    }

    /** By name; in the caller's transaction of the tenant. */
    public static Set<TaskName> of(Connection connection, TenantId tenant) {
        Set<TaskName> tasks = new TreeSet<>();
        for (SqlQuery<TaskName> each : List.of(OF_EXAMPLES, OF_LABELS, OF_PREFERENCES)) {
            each.on(connection).set("tenant", tenant).each(tasks::add);
        }
        return tasks;
    }

    /** From one task to the next along the key: with millions of rows a {@code distinct} would read them all. */
    private static SqlQuery<TaskName> tasksOf(String table) {
        return SqlQuery.of(TaskName.class, """
                with recursive found (task) as (
                    (select task from %1$s where tenant_id = :tenant order by task limit 1)
                    union all
                    select (select t.task from %1$s t where t.tenant_id = :tenant and t.task > found.task
                        order by t.task limit 1)
                    from found where found.task is not null)
                select task from found where task is not null""".formatted(table));
    }
}
