package io.trivium.runtime.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.runtime.lab.trial.GateTrial;
import io.trivium.runtime.lab.trial.GateTrial.Outcome;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.tool.TrainingOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether the gates stop bad challengers and let good ones pass. */
@Command(
        name = "gates",
        description = {
            "Trains a champion of a simulated task that drifts, makes good challengers and bad ones of seven kinds, and asks",
            "the gates about each. Prints by kind how many were refused, and by which gate."
        },
        mixinStandardHelpOptions = true)
final class GateTrialCommand implements Callable<Integer> {
    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "of world, weights and faults (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--each",
            defaultValue = "50",
            description = "good challengers, and as many bad ones (default: ${DEFAULT-VALUE})")
    private int each;

    @Option(names = "--json", description = "leaves out what is said on the way")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        TrainingOptions.prepareEngine(1);
        Path folder = Files.createTempDirectory("trivium-gates-");
        try {
            long start = System.nanoTime();
            List<Outcome> outcomes = new GateTrial(seed, folder).run(each, line -> {
                if (!json) System.err.println(line);
            });
            ObjectNode report = report(outcomes);
            report.put("seconds", Math.round((System.nanoTime() - start) / 1e9));
            System.out.println(report);
        } finally {
            PackWriter.deleteTree(folder);
        }
        return 0;
    }

    private ObjectNode report(List<Outcome> outcomes) {
        ObjectNode report = new ObjectMapper().createObjectNode();
        report.put("seed", seed).put("each", each);
        report.put(
                "badPassed",
                outcomes.stream().filter(one -> !one.good() && !one.refused()).count());
        report.put(
                "goodRefused",
                outcomes.stream().filter(one -> one.good() && one.refused()).count());
        ObjectNode kinds = report.putObject("kinds");
        TreeMap<String, List<Outcome>> byKind = outcomes.stream()
                .collect(java.util.stream.Collectors.groupingBy(
                        Outcome::kind, TreeMap::new, java.util.stream.Collectors.toList()));
        byKind.forEach((kind, all) -> {
            ObjectNode node = kinds.putObject(kind);
            node.put("good", all.getFirst().good()).put("made", all.size());
            node.put("refused", all.stream().filter(Outcome::refused).count());
            TreeMap<String, Integer> gates = new TreeMap<>();
            for (Outcome one : all) {
                for (GateResult failed : one.failed()) gates.merge(failed.gate(), 1, Integer::sum);
            }
            ObjectNode by = node.putObject("by");
            gates.forEach(by::put);
        });
        return report;
    }
}
