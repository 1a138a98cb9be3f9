package io.trivium.industrial.process.tool;

import io.trivium.industrial.process.bead.ProcessKind;
import io.trivium.industrial.process.bead.SubmergedArcProcess;
import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;
import io.trivium.industrial.process.policy.WeldPolicy;
import io.trivium.industrial.process.search.OptimumGrid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints how fast the policy and Bayesian optimisation come near the best set-point of simulated cells. */
@Command(
        name = "regret",
        description = "Compare the policy with Bayesian optimisation, bead by bead, on cells that differ from the"
                + " equations. CSV on standard output.",
        mixinStandardHelpOptions = true)
final class RegretCommand implements Callable<Integer> {
    @Mixin
    private PolicyOption policies = new PolicyOption();

    @Mixin
    private JobOption jobs = new JobOption();

    @Option(
            names = "--cells",
            paramLabel = "N",
            defaultValue = "20",
            description = "Simulated cells (default: ${DEFAULT-VALUE}).")
    private int cells;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "Seed (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--svg", paramLabel = "FILE", description = "Also draw the curves of the first job.")
    private @Nullable Path svg;

    @Override
    public Integer call() throws IOException {
        if (cells < 1) throw new IllegalArgumentException("--cells must be positive, not " + cells);
        WeldPolicy policy = policies.policy();
        if (policy.kind() != ProcessKind.SAW) {
            throw new IllegalArgumentException(
                    "regret is measured for saw: only its beads have a scatter that was measured");
        }
        WeldProcess process = new SubmergedArcProcess();
        RegretCurves curves = new RegretCurves(process, OptimumGrid.of(process, 8), policy, cells, seed);
        List<WeldJob> compared = jobs.job().map(List::of).orElseGet(WeldJob::submergedArcReferences);
        System.out.println("job,method,bead,regret_percent_p25,regret_percent_p50,regret_percent_p75");
        for (WeldJob job : compared) {
            List<RegretCurves.Curve> found = curves.of(job);
            for (RegretCurves.Curve curve : found) print(job, curve);
            Path drawn = svg;
            if (drawn != null && job.equals(compared.getFirst())) {
                Files.writeString(
                        drawn,
                        RegretPlot.svg(
                                "Regret against the best set-point: " + job.name() + ", " + cells + " cells", found));
            }
        }
        return 0;
    }

    private static void print(WeldJob job, RegretCurves.Curve curve) {
        for (int bead = 0; bead < curve.median().size(); bead++) {
            System.out.printf(
                    Locale.ROOT,
                    "%s,%s,%d,%.2f,%.2f,%.2f%n",
                    job.name(),
                    curve.method(),
                    bead + 1,
                    curve.quarter().get(bead),
                    curve.median().get(bead),
                    curve.threeQuarters().get(bead));
        }
    }
}
