package io.trivium.med.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trivium.core.learning.RuntimeTool;
import io.trivium.core.learning.ToolDefaults;
import io.trivium.core.model.ModelName;
import io.trivium.med.detection.NoduleDetector;
import io.trivium.med.detection.SearchSettings;
import io.trivium.med.detection.StagedNoduleDetector;
import io.trivium.med.evaluation.ChestSeries;
import io.trivium.med.evaluation.GrowthPairs;
import io.trivium.med.evaluation.LidcNodules;
import io.trivium.med.evaluation.NoduleFigures;
import io.trivium.med.evaluation.NodulePool;
import io.trivium.med.evaluation.PastedScans;
import io.trivium.med.evaluation.PatientSplit;
import io.trivium.med.evaluation.PleuralNodules;
import io.trivium.med.evaluation.SearchedSeries;
import io.trivium.med.simulation.NodulePatch;
import io.trivium.med.simulation.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

    private static final int SIMULATED_NODULES = 120;
    private static final int PLEURAL_NODULES = 500;
    /** The service's threshold and counts, with more rows a call. */
    private static final SearchSettings PLEURA = new SearchSettings(
            SearchSettings.OFFLINE.blocksPerCall(),
            SearchSettings.OFFLINE.cubesPerCall(),
            SearchSettings.SERVICE.candidates(),
            SearchSettings.SERVICE.findings(),
            SearchSettings.SERVICE.threshold());

    /** The data set to measure. */
    enum Dataset {
        /** Outline, diameter and ratings of single nodules. */
        LIDC_VOI("lidc-voi"),
        /** Search of chests into which nodules were pasted. */
        PASTED("pasted"),
        /** Outlines of simulated nodules at the pleura. */
        PLEURA("pleura"),
        /** Comparison with a prior of simulated pairs of studies. */
        GROWTH("growth"),
        /** Search of recorded chests with boxed masses. */
        CHEST_CT("chest-ct");

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

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of the data set, or the one that holds it; pasted, pleura and growth do without.")
    private @Nullable Path data;

    @Option(
            names = "--mask-pack",
            paramLabel = "DIR",
            description = "Pack that outlines (default: the newest bundled).")
    private @Nullable Path mask;

    @Option(names = "--pack", paramLabel = "DIR", description = "Pack that rates (likewise).")
    private @Nullable Path rating;

    @Option(names = "--candidate-pack", paramLabel = "DIR", description = "Pack that marks candidates (likewise).")
    private @Nullable Path candidate;

    @Option(
            names = "--suspicion-pack",
            paramLabel = "DIR",
            description = "Pack that rates candidates again (likewise).")
    private @Nullable Path suspicion;

    @Option(
            names = "--part",
            defaultValue = "unseen",
            description = "pasted: unseen (patients no pack has seen) or validation (to choose by); ${DEFAULT-VALUE}.")
    private String part;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "pasted, pleura, growth: seed of chests and places (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--nodules",
            defaultValue = "0",
            description = "pasted: at most this many nodules, 0 for all (${DEFAULT-VALUE}); 120 without recorded ones."
                    + " pleura: so many, 0 for 500.")
    private int most;

    @Option(names = "--patients", defaultValue = "60", description = "growth: pairs of studies (${DEFAULT-VALUE}).")
    private int patients;

    @Option(
            names = "--slices",
            defaultValue = "thin",
            description = "growth: thin (at most 2.5 mm) or any (to 5 mm); ${DEFAULT-VALUE}.")
    private String slices;

    @Option(
            names = "--runtime-classpath",
            required = true,
            hidden = true,
            defaultValue = "${env:TRIVIUM_RUNTIME_CLASS_PATH}",
            paramLabel = "CP",
            description = "Class path of the model runtime, whose tool answers.")
    private String classPath;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        mask = orBundled(mask, "med-nodule-mask");
        rating = orBundled(rating, "med-lung-nodule");
        candidate = orBundled(candidate, "med-nodule-candidate");
        suspicion = orBundled(suspicion, "med-nodule-suspicion");
        Path work = Files.createTempDirectory("med-evaluate-");
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("dataset", dataset.toString());
        boolean violated = false;
        try {
            switch (dataset) {
                case LIDC_VOI -> lidc(result, work);
                case PASTED -> pasted(result, work);
                case PLEURA -> violated = pleura(result, work);
                case GROWTH -> violated = growth(result, work);
                case CHEST_CT -> chests(result, work);
            }
            show(result);
        } finally {
            try (Stream<Path> files = Files.walk(work)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
            }
        }
        return violated ? 1 : 0;
    }

    /** The pack that was named, else the newest bundled one; null where there is none, which may not be needed. */
    private static @Nullable Path orBundled(@Nullable Path named, String model) {
        return named != null
                ? named
                : ToolDefaults.bundled(new ModelName(model)).orElse(null);
    }

    private void lidc(Map<String, Object> result, Path work) throws IOException, InterruptedException {
        Path outlines = named(mask, "--mask-pack");
        Path ratings = named(rating, "--pack");
        result.put("packs", identities(outlines, ratings));
        Set<Long> seen = Packs.seenPatients(outlines, ratings);
        RuntimeTool runtime = new RuntimeTool(classPath, MedTool.RUNTIME_HEAP);
        LidcNodules nodules =
                LidcNodules.open(folder("nodules.csv", "lidc-nodule-voi").orElseThrow());
        try (PackModels models = new PackModels(runtime, outlines, ratings, work)) {
            result.putAll(NoduleFigures.measure(nodules, models, patient -> !seen.contains(PatientSplit.hash(patient)))
                    .asMap());
            result.put("ablation_figure", "malignancy_auc; entities are patients");
            result.put("ablation", new RatingRivals(runtime, models, ratings, work).table(nodules));
        }
    }

    private void pasted(Map<String, Object> result, Path work) throws IOException, InterruptedException {
        Path candidates = named(candidate, "--candidate-pack");
        Path suspicions = named(suspicion, "--suspicion-pack");
        result.put("packs", identities(candidates, suspicions));
        List<NodulePatch> nodules = new ArrayList<>(nodules(result, candidates, suspicions));
        List<ChestSeries> chests = List.of();
        if (data != null && part.equals("unseen")) {
            Optional<Path> recorded = folder("slices.csv", "chest-ct");
            if (recorded.isPresent()) chests = ChestSeries.read(recorded.orElseThrow());
        }
        result.put("recorded_chests", chests.size());
        try (PackModels models = new PackModels(
                new RuntimeTool(classPath, MedTool.RUNTIME_HEAP), candidates, suspicions, null, null, work)) {
            PastedScans scans = new PastedScans(new StagedNoduleDetector(models, SearchSettings.OFFLINE), seed);
            scans.measure(nodules, chests);
            result.putAll(scans.asMap());
        }
    }

    /** Returns recorded nodules of the requested part, or simulated ones. */
    private List<NodulePatch> nodules(Map<String, Object> result, Path... packs) throws IOException {
        Optional<Path> recorded = data == null ? Optional.empty() : folder("nodules.csv", "lidc-nodule-voi");
        List<NodulePatch> nodules = new ArrayList<>();
        if (recorded.isPresent()) {
            Set<Long> seen = Packs.seenPatients(packs);
            boolean validation = part.equals("validation");
            if (!validation && !part.equals("unseen")) throw new IOException("--part is unseen or validation");
            nodules.addAll(NodulePool.of(
                            LidcNodules.open(recorded.orElseThrow()),
                            patient -> validation
                                    ? PatientSplit.of(patient) == PatientSplit.VALIDATION
                                    : !seen.contains(PatientSplit.hash(patient)),
                            0)
                    .recorded());
            if (nodules.isEmpty()) throw new IOException("no nodule is left: the packs have seen all patients");
        } else {
            NodulePool pool = NodulePool.simulated();
            SplittableRandom random = new SplittableRandom(seed);
            for (int n = 0; n < SIMULATED_NODULES; n++) nodules.add(pool.any(random));
        }
        result.put("nodules_are_recorded", recorded.isPresent());
        return most > 0 && most < nodules.size() ? nodules.subList(0, most) : nodules;
    }

    /** All four packs, in the order in which {@link PackModels} takes them. */
    private Path[] packs(Map<String, Object> result) throws IOException {
        Path[] packs = {
            named(candidate, "--candidate-pack"),
            named(suspicion, "--suspicion-pack"),
            named(mask, "--mask-pack"),
            named(rating, "--pack")
        };
        result.put("packs", identities(packs));
        return packs;
    }

    private boolean pleura(Map<String, Object> result, Path work) throws IOException, InterruptedException {
        Path[] packs = packs(result);
        try (PackModels models = new PackModels(
                new RuntimeTool(classPath, MedTool.RUNTIME_HEAP), packs[0], packs[1], packs[2], packs[3], work)) {
            PleuralNodules nodules = new PleuralNodules(new StagedNoduleDetector(models, PLEURA), seed);
            nodules.measure(most > 0 ? most : PLEURAL_NODULES);
            result.put("seed", seed);
            result.putAll(nodules.asMap());
            return nodules.isViolated();
        }
    }

    private boolean growth(Map<String, Object> result, Path work) throws IOException, InterruptedException {
        Path outlines = named(mask, "--mask-pack");
        Path ratings = named(rating, "--pack");
        result.put("packs", identities(outlines, ratings));
        if (!slices.equals("thin") && !slices.equals("any")) throw new IOException("--slices is thin or any");
        List<NodulePatch> nodules = data == null ? List.of() : nodules(result, outlines, ratings);
        try (PackModels models =
                new PackModels(new RuntimeTool(classPath, MedTool.RUNTIME_HEAP), outlines, ratings, work)) {
            GrowthPairs pairs = new GrowthPairs(
                    new StagedNoduleDetector(models, SearchSettings.OFFLINE),
                    nodules.isEmpty()
                            ? NodulePatch::simulated
                            : (random, diameterMm) -> nodules.get(random.nextInt(nodules.size())),
                    slices.equals("any") ? Protocol::any : Protocol::thin,
                    seed);
            pairs.measure(patients);
            result.put("seed", seed);
            result.put("nodules_are_recorded", !nodules.isEmpty());
            result.putAll(pairs.figures().asMap());
            return pairs.figures().isMissed();
        }
    }

    private void chests(Map<String, Object> result, Path work) throws IOException, InterruptedException {
        Path[] packs = packs(result);
        List<ChestSeries> chests =
                ChestSeries.read(folder("slices.csv", "chest-ct").orElseThrow());
        try (PackModels models = new PackModels(
                new RuntimeTool(classPath, MedTool.RUNTIME_HEAP), packs[0], packs[1], packs[2], packs[3], work)) {
            NoduleDetector detector = new StagedNoduleDetector(models, SearchSettings.SERVICE);
            SearchedSeries searched = new SearchedSeries();
            for (ChestSeries chest : chests) searched.measure(chest, detector);
            result.putAll(searched.asMap());
        }
    }

    /** The folder that holds a table: the one that was named, or one below it.
     * @throws IOException when none was named, or it holds neither; empty where only the one below is missing */
    private Optional<Path> folder(String table, String below) throws IOException {
        Path named = data;
        if (named == null) throw new IOException("name the folder of " + below + " with --data");
        if (Files.isRegularFile(named.resolve(table))) return Optional.of(named);
        if (Files.isRegularFile(named.resolve(below).resolve(table))) return Optional.of(named.resolve(below));
        if (dataset == Dataset.PASTED) return Optional.empty();
        throw new IOException(named + " has no " + table + "; name the folder of " + below);
    }

    private static Path named(@Nullable Path pack, String option) throws IOException {
        if (pack == null) {
            throw new IOException("name a pack with " + option + ", or train one with ./trivium train med");
        }
        return Packs.required(pack, option).toAbsolutePath();
    }

    private static List<String> identities(Path... packs) throws IOException {
        List<String> identities = new ArrayList<>();
        for (Path pack : packs) identities.add(Packs.identity(pack));
        return identities;
    }

    private void show(Map<String, Object> result) throws IOException {
        if (json) System.out.println(JSON.writeValueAsString(result));
        else result.forEach((name, value) -> System.out.println(name + ": " + value));
    }
}
