package io.trivium.deploy.fuzz;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The result of the search of one target.
 *
 * @param executions inputs that were run
 * @param findings files with inputs that broke it: {@code crash-…}, {@code timeout-…}, {@code oom-…}
 * @param completed false where the search itself could not run
 * @param log file with its output
 */
public record FuzzResult(
        FuzzTarget target, long executions, long seconds, List<Path> findings, boolean completed, Path log) {
    private static final String TIMEOUT = "timeout-";

    public FuzzResult {
        findings = List.copyOf(findings);
    }

    public long crashes() {
        return findings.size() - hangs();
    }

    /** Inputs that took longer than one may. */
    public long hangs() {
        return findings.stream()
                .filter(file -> file.getFileName().toString().startsWith(TIMEOUT))
                .count();
    }

    public boolean isClean() {
        return completed && findings.isEmpty();
    }

    public String line() {
        return String.format(
                Locale.ROOT,
                "%-18s %,13d executions %6d s  %d crashes, %d hangs%s",
                target.label(),
                executions,
                seconds,
                crashes(),
                hangs(),
                completed ? "" : "  DID NOT RUN, see " + log);
    }
}
