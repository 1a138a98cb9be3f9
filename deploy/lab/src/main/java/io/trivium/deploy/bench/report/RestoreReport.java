package io.trivium.deploy.bench.report;

import io.trivium.deploy.backup.Bracket;
import io.trivium.deploy.cli.option.Terminal;
import java.util.ArrayList;
import java.util.List;

/**
 * The results of a restoration.
 *
 * @param tables how many
 * @param partitions of topics, how many
 * @param backupMs how long the backup took
 * @param brokerStoppedMs how long the broker was stopped for it
 * @param backupBytes its size
 * @param files how many it has
 * @param batches of records whose sums and offsets were read in the backup itself
 * @param cut the restoration as at the cut
 * @param later the restoration as at a later time
 */
public record RestoreReport(
        long seed,
        long tables,
        long partitions,
        long backupMs,
        long brokerStoppedMs,
        long backupBytes,
        long files,
        long batches,
        Restored cut,
        Restored later) {

    /**
     * One restoration.
     *
     * @param at the instant
     * @param restoreMs until the data directory was whole
     * @param readyMs from its start until every service was ready
     * @param rows compared with two observations of the original
     * @param records likewise
     * @param looksApartMs time between the observations
     * @param certain marks that were acknowledged before, all of which must be there
     * @param violations all violations
     */
    public record Restored(
            String at,
            long restoreMs,
            long readyMs,
            Bracket rows,
            Bracket records,
            long looksApartMs,
            long certain,
            List<String> violations) {
        public Restored {
            violations = List.copyOf(violations);
        }

        private String line(String name) {
            return name + " (" + at + "): restored in " + restoreMs + " ms, ready in " + readyMs + " ms; " + rows.same()
                    + " rows and " + records.same() + " records the same, " + (rows.meanwhile() + records.meanwhile())
                    + " as one of two looks " + looksApartMs + " ms apart, " + rows.twice() + " not judged, " + certain
                    + " acknowledged marks; " + violations.size() + " violations";
        }
    }

    public boolean holds() {
        return cut.violations().isEmpty() && later.violations().isEmpty();
    }

    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("backup: " + backupMs + " ms, broker held " + brokerStoppedMs + " ms, " + files + " files, "
                + Terminal.mebibytes(backupBytes) + ", " + tables + " tables, " + partitions + " partitions, " + batches
                + " batches read");
        lines.add(cut.line("cut"));
        lines.addAll(cut.violations());
        lines.add(later.line("later"));
        lines.addAll(later.violations());
        return lines;
    }
}
