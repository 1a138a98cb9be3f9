package io.trivium.fin.tool;

import io.trivium.core.bench.BenchReport;
import java.util.Locale;

/** Reports of benchmarks on standard output. */
final class BenchOutput {
    private BenchOutput() {}

    static void print(Terminal terminal, BenchReport report, boolean json) {
        if (json) {
            terminal.result(report.toJson().stripTrailing());
            return;
        }
        terminal.result(report.load());
        for (BenchReport.Target target : report.targets()) {
            terminal.result(String.format(
                    Locale.ROOT,
                    "%-40s %12s %-4s %s",
                    target.name(),
                    target.value() == null ? "-" : String.format(Locale.ROOT, "%.2f", target.value()),
                    target.unit(),
                    target.target() == null
                            ? ""
                            : "target " + target.target() + (Boolean.TRUE.equals(target.met()) ? " met" : " NOT met")));
        }
    }
}
