package io.trivium.runtime.lab.bench;

import io.trivium.core.bench.BenchReport;
import java.util.Locale;

/** Bench reports for a terminal. */
final class Reports {
    private Reports() {}

    static String text(BenchReport report) {
        StringBuilder text = new StringBuilder(report.load()).append('\n');
        for (BenchReport.Target target : report.targets()) {
            Double value = target.value();
            Double aim = target.target();
            text.append(String.format(
                    Locale.ROOT,
                    "%-34s %12s %-9s %s%n",
                    target.name(),
                    value == null ? "-" : String.format(Locale.ROOT, "%.3f", value),
                    target.unit(),
                    aim == null
                            ? value == null && target.peer() != null ? target.peer() : ""
                            : String.format(
                                    Locale.ROOT,
                                    "target %.3f %s",
                                    aim,
                                    Boolean.TRUE.equals(target.met()) ? "met" : "NOT met")));
        }
        return text.toString();
    }
}
