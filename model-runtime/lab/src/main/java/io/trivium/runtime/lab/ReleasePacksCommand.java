package io.trivium.runtime.lab;

import io.trivium.runtime.lab.trial.LiveFault;
import io.trivium.runtime.lab.trial.LivePacks;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the packs that {@code ./trivium bench learning --only releases} releases. */
@Command(
        name = "release-packs",
        description = {
            "Writes packs of versions that answer well until the first number of a row is 2 or more, and then have a fault of",
            "their kind: what no gate can see. For ./trivium bench learning --only releases."
        },
        mixinStandardHelpOptions = true)
final class ReleasePacksCommand implements Callable<Integer> {
    private static final int PARTS = 5;

    @Option(names = "--out", required = true, description = "folder; each pack in MODEL-VERSION of it")
    private Path out = Path.of("");

    @Parameters(
            arity = "1..*",
            paramLabel = "TASK:MODEL:VERSION:KIND:WEIGHTS",
            description =
                    "kind: good, errors, not-finite, slow, shifted, contradicted, slice; three weights, with commas")
    private List<String> versions = List.of();

    @Override
    public Integer call() throws Exception {
        for (String each : versions) {
            String[] parts = each.split(":", -1);
            String[] numbers = parts[parts.length - 1].split(",", -1);
            if (parts.length != PARTS) throw new IllegalArgumentException(each + " has not " + PARTS + " parts");
            float[] weights = new float[numbers.length];
            for (int i = 0; i < weights.length; i++) weights[i] = Float.parseFloat(numbers[i]);
            LivePacks.write(
                    out.resolve(parts[1] + '-' + parts[2]),
                    parts[0],
                    parts[1],
                    parts[2],
                    LiveFault.of(parts[3]),
                    weights);
        }
        System.out.println("{\"packs\": " + versions.size() + "}");
        return 0;
    }
}
