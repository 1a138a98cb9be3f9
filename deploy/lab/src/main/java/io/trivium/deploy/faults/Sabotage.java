package io.trivium.deploy.faults;

import io.trivium.core.sql.SqlUpdate;
import io.trivium.deploy.LauncherException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Data that is broken without a platform's knowledge, for which a run must report exactly the declared violations: a
 * run that does not notice proves nothing.
 */
public interface Sabotage {
    /** The violations that a run must report, one entry each. */
    List<Promise> reports();

    /** Whether a run found all that was broken, and nothing else. */
    static boolean isFound(Collection<? extends Sabotage> broken, List<Violation> violations) {
        Map<Promise, Integer> left = new LinkedHashMap<>();
        broken.forEach(each -> each.reports().forEach(promise -> left.merge(promise, 1, Integer::sum)));
        violations.forEach(violation -> left.merge(violation.kind(), -1, Integer::sum));
        return left.values().stream().allMatch(count -> count == 0);
    }

    /** The lines of a report about it, where something was broken. */
    static List<String> lines(Collection<? extends Sabotage> broken, List<Violation> violations) {
        if (broken.isEmpty()) return List.of();
        List<String> lines = new ArrayList<>();
        lines.add((isFound(broken, violations)
                        ? "found exactly what was sabotaged: "
                        : "NOT exactly what was sabotaged: ")
                + broken);
        texts(violations).forEach(text -> lines.add("  " + text));
        return lines;
    }

    static List<String> texts(List<Violation> violations) {
        return violations.stream().map(Violation::toString).toList();
    }

    /** Begins a transaction in which no trigger and no reference refuses or follows a change. */
    static void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        SqlUpdate.of("set local session_replication_role = replica")
                .on(connection)
                .run();
    }

    /** A sabotage that changes nothing would prove nothing either. */
    static void require(int changed, Sabotage sabotage) {
        if (changed != 1) {
            throw LauncherException.failure(
                    "The run left nothing for the sabotage " + sabotage + " (" + changed + " rows); run more rounds.");
        }
    }
}
