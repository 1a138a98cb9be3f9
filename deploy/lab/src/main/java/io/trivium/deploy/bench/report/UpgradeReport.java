package io.trivium.deploy.bench.report;

import io.trivium.deploy.backup.Allowance;
import io.trivium.deploy.backup.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The state of an earlier release's data after an upgrade.
 *
 * @param from its revision
 * @param tables how many it had
 * @param rows how many in all
 * @param partitions of topics, how many
 * @param records how many in all
 * @param migrations that ran
 * @param readyMs from the start of the later release until every service was ready, the migrations among it
 * @param expected changes with the reason that allows them
 * @param violations changes that are not permitted, broken audit chains, findings of the doctor
 * @param decisions new ones, by domain
 */
public record UpgradeReport(
        String from,
        long tables,
        long rows,
        long partitions,
        long records,
        List<String> migrations,
        long readyMs,
        Map<String, String> expected,
        List<String> violations,
        Map<String, Long> decisions) {
    public UpgradeReport {
        migrations = List.copyOf(migrations);
        violations = List.copyOf(violations);
    }

    public boolean holds() {
        return violations.isEmpty();
    }

    /** Puts each change to those that are expected, or to the violations. */
    public static void sort(List<Change> changes, Map<String, String> expected, List<String> violations) {
        for (Change change : changes) {
            Allowance.of(Allowance.OF_AN_UPGRADE, change)
                    .ifPresentOrElse(
                            allowance -> expected.put(change.toString(), allowance.reason()),
                            () -> violations.add(change.toString()));
        }
    }

    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("from " + from + ": " + tables + " tables with " + rows + " rows, " + partitions + " partitions with "
                + records + " records; ready after " + readyMs + " ms, " + migrations.size() + " migrations ran");
        lines.addAll(migrations);
        expected.forEach((change, reason) -> lines.add("expected: " + change + " (" + reason + ")"));
        violations.forEach(violation -> lines.add("WRONG: " + violation));
        lines.add("decisions after it: " + decisions);
        return lines;
    }
}
