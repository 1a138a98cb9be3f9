package io.trivium.med.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trivium.med.evaluation.LidcNodules;
import io.trivium.med.evaluation.NoduleFigures;
import io.trivium.med.evaluation.PatientSplit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the packs on patients that they were not trained on. */
@Command(
        name = "evaluate",
        description = "Measure the networks on patients they were not trained on.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required options
final class EvaluateCommand implements Callable<Integer> {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** What is measured. */
    enum Dataset {
        /** Outline, diameter and ratings of single nodules. */
        LIDC_VOI("lidc-voi");

        private final String label;

        Dataset(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    @Option(
            names = "--dataset",
            defaultValue = "lidc-voi",
            description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private Dataset dataset;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Folder of the data set.")
    private Path data;

    @Option(names = "--mask-pack", required = true, paramLabel = "DIR", description = "Pack that outlines.")
    private Path mask;

    @Option(names = "--pack", required = true, paramLabel = "DIR", description = "Pack that rates.")
    private Path rating;

    @Option(
            names = "--runtime-classpath",
            required = true,
            paramLabel = "CP",
            description = "Class path of the model runtime, whose tool answers.")
    private String classPath;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Path outlines = Packs.required(mask, "--mask-pack").toAbsolutePath();
        Path ratings = Packs.required(rating, "--pack").toAbsolutePath();
        Path work = Files.createTempDirectory("med-evaluate-");
        try {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("dataset", dataset.toString());
            result.put("packs", List.of(Packs.identity(outlines), Packs.identity(ratings)));
            PackModels models = new PackModels(new RuntimeTool(classPath), null, outlines, ratings, work);
            Set<Long> seen = Packs.seenPatients(outlines, ratings);
            result.putAll(NoduleFigures.measure(
                            LidcNodules.open(data), models, patient -> !seen.contains(PatientSplit.hash(patient)))
                    .asMap());
            show(result);
        } finally {
            try (Stream<Path> files = Files.walk(work)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
            }
        }
        return 0;
    }

    private void show(Map<String, Object> result) throws IOException {
        if (json) System.out.println(JSON.writeValueAsString(result));
        else result.forEach((name, value) -> System.out.println(name + ": " + value));
    }
}
