package io.trivium.industrial.process.tool;

import io.trivium.industrial.process.advice.Advisor;
import io.trivium.industrial.process.advice.Prediction;
import io.trivium.industrial.process.advice.Recommendation;
import io.trivium.industrial.process.bead.SetPoint;
import io.trivium.industrial.process.bead.Setting;
import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;
import io.trivium.industrial.process.policy.OffsetEstimate;
import io.trivium.industrial.process.policy.WeldPolicy;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Recommends set-points for a job, as JSON. */
@Command(
        name = "advise",
        description = "Recommend set-points for a job, with what to expect of them; JSON on standard output.",
        mixinStandardHelpOptions = true)
final class AdviseCommand implements Callable<Integer> {
    @Mixin
    private PolicyOption policies = new PolicyOption();

    @Mixin
    private JobOption jobs = new JobOption();

    @Option(
            names = "--current",
            split = ",",
            paramLabel = "VALUE",
            description = "Settings at hand, with commas: V, A, mm/s and, for saw, mm nozzle distance.")
    private List<Double> current = List.of();

    @Option(
            names = "--what-if",
            split = ",",
            paramLabel = "VALUE",
            description = "Settings to predict instead of recommending, in the same order.")
    private List<Double> whatIf = List.of();

    @Override
    public Integer call() throws IOException {
        WeldJob job = jobs.job()
                .orElseThrow(() -> new IllegalArgumentException(
                        "name what to optimise with --objective min-heat, max-penetration or max-speed"));
        WeldPolicy policy = policies.policy();
        WeldProcess process = policies.process(policy);
        Advisor advisor = new Advisor(policy);
        Advisor.Cell cell = new Advisor.Cell(process, setPoint(process, current, "--current"), OffsetEstimate.NONE);
        Optional<SetPoint> asked = setPoint(process, whatIf, "--what-if");
        if (asked.isPresent()) {
            Prediction prediction = advisor.predict(cell, job, asked.orElseThrow());
            System.out.println(WeldingTool.JSON.writeValueAsString(prediction));
        } else {
            Recommendation recommendation = advisor.recommend(cell, job);
            System.out.println(WeldingTool.JSON.writeValueAsString(recommendation));
        }
        return 0;
    }

    private static Optional<SetPoint> setPoint(WeldProcess process, List<Double> values, String option) {
        if (values.isEmpty()) return Optional.empty();
        List<Setting> settings = process.settings();
        if (values.size() != settings.size()) {
            throw new IllegalArgumentException(option + " takes "
                    + settings.stream()
                            .map(each -> each.name() + " (" + each.unit() + ")")
                            .collect(Collectors.joining(", "))
                    + ", not " + values.size() + " values");
        }
        double[] coded = new double[values.size()];
        for (int i = 0; i < coded.length; i++) coded[i] = settings.get(i).coded(values.get(i));
        return Optional.of(process.setPoint(coded));
    }
}
