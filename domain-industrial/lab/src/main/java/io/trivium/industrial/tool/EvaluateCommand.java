package io.trivium.industrial.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trivium.core.bench.Ablation;
import io.trivium.core.bench.BenchReport;
import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Machine;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.core.learning.RuntimeTool;
import io.trivium.core.learning.ToolDefaults;
import io.trivium.core.model.ModelName;
import io.trivium.industrial.dataset.CmapssSubset;
import io.trivium.industrial.dataset.LabelledSeries;
import io.trivium.industrial.dataset.NabCorpus;
import io.trivium.industrial.dataset.SkabRuns;
import io.trivium.industrial.dataset.TepRuns;
import io.trivium.industrial.evaluation.MonitorEvaluation;
import io.trivium.industrial.evaluation.NabEvaluation;
import io.trivium.industrial.evaluation.RulFigures;
import io.trivium.industrial.model.AssetHistory;
import io.trivium.industrial.model.LifeEstimate;
import io.trivium.industrial.model.LifeEstimator;
import io.trivium.industrial.model.LifeProfile;
import io.trivium.industrial.model.LifeRows;
import io.trivium.industrial.model.LifeWindow;
import io.trivium.industrial.simulation.PumpLife;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the models by the protocols of published data sets. */
@Command(
        name = "evaluate",
        description = "Measure the models by the protocols of published data sets.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required options
final class EvaluateCommand implements Callable<Integer> {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final int TEST_PUMPS = 100;

    /** Far from the seeds of trainings. */
    private static final long TEST_SEED = 7_919_000_001L;

    /** The seed that the bundled packs were trained with. */
    static final long TRAINED_WITH = 1;

    /** The data set to measure. */
    enum Dataset {
        /** Remaining useful life after the last cycle of the test engines. */
        CMAPSS,
        /** Remaining useful life and failure modes of simulated pumps that no pack was trained on. */
        PUMPS,
        /** Defects of weld cycles of simulated cells that no pack was trained on. */
        WELD_CYCLES("weld-cycles"),
        /** Anomalies of a water circuit. */
        SKAB,
        /** Anomalies of single values, by the Numenta Anomaly Benchmark. */
        NAB,
        /** Faults of a simulated chemical plant. */
        TEP,
        /** Grades of components of a hydraulic test rig. */
        HYDRAULIC,
        /** Failures of a milling machine. */
        AI4I2020,
        /** Defective wafers. */
        WAFER;

        private final String label;

        Dataset() {
            this.label = name().toLowerCase(Locale.ROOT);
        }

        Dataset(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    @Option(names = "--dataset", required = true, description = "${COMPLETION-CANDIDATES}.")
    private Dataset dataset;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of the data set; pumps and weld-cycles need none.")
    private @Nullable Path data;

    @Option(names = "--subset", paramLabel = "NAME", description = "cmapss: FD001, FD002, FD003 or FD004.")
    private @Nullable String subset;

    @Option(
            names = "--pack",
            paramLabel = "DIR",
            description = "cmapss, pumps, weld-cycles: the pack to measure (default: the newest trained or bundled).")
    private @Nullable Path pack;

    @Option(names = "--mode-pack", paramLabel = "DIR", description = "pumps: the pack for failure modes (likewise).")
    private @Nullable Path modePack;

    @Option(
            names = "--seeds",
            defaultValue = "5",
            paramLabel = "N",
            description = "hydraulic, ai4i2020, wafer: trainings of the network (${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--specs",
            required = true,
            hidden = true,
            paramLabel = "DIR",
            defaultValue = "${env:TRIVIUM_MODEL_SPECS}",
            description = "Folder of the specifications.")
    private Path specs;

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
        if (seeds < 1) throw new IOException("--seeds is at least 1, not " + seeds);
        switch (dataset) {
            case SKAB -> {
                List<LabelledSeries> runs = SkabRuns.read(folder());
                return report(runs.size() + " runs of SKAB", MonitorEvaluation.skab(runs));
            }
            case TEP -> {
                List<TepRuns.Run> runs = TepRuns.test(folder());
                return report(
                        runs.size() + " test runs of the Tennessee Eastman process",
                        MonitorEvaluation.tep(TepRuns.normal(folder()), runs));
            }
            case NAB -> {
                List<NabCorpus.Series> corpus = NabCorpus.read(folder());
                return report(corpus.size() + " series of NAB", NabEvaluation.of(corpus));
            }
            default -> choosePacks();
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("dataset", dataset.toString());
        Path work = Files.createTempDirectory("industrial-evaluate-");
        try {
            RuntimeTool runtime = new RuntimeTool(classPath, IndustrialTool.RUNTIME_HEAP);
            ClassEvaluation classes = new ClassEvaluation(runtime, specs, work, seeds);
            switch (dataset) {
                case CMAPSS -> life(runtime, work, result);
                case PUMPS -> pumps(runtime, work, result);
                case WELD_CYCLES -> {
                    Path measured = Packs.required(pack, "./trivium train industrial --task cycle-defect --out OUT");
                    RivalTrial rivals = new RivalTrial(
                            runtime, specs.resolve("industrial-cycle-defect.yaml"), Optional.of(measured), work);
                    result.putAll(new CycleEvaluation(runtime, measured, work, rivals).welds(TEST_SEED));
                }
                case SKAB, NAB, TEP -> throw new IllegalStateException(dataset + " has a report");
                case HYDRAULIC -> result.putAll(classes.hydraulic(folder()));
                case AI4I2020 -> result.putAll(classes.milling(folder()));
                case WAFER -> result.putAll(classes.wafer(folder()));
            }
        } finally {
            try (Stream<Path> files = Files.walk(work)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
            }
        }
        if (json) System.out.println(JSON.writeValueAsString(result));
        else result.forEach((name, value) -> System.out.println(name + ": " + value));
        return 0;
    }

    /** Prints a report; returns 1 when a target is missed. */
    private int report(String load, List<Target> targets) {
        BenchReport report = new BenchReport(Instant.now(), Machine.current(), load, targets);
        if (json) {
            System.out.println(report.toJson().stripTrailing());
        } else {
            System.out.println(load);
            for (Target target : targets) {
                System.out.printf(
                        Locale.ROOT,
                        "%-34s %10s %-5s %s%n",
                        target.name(),
                        target.value() == null ? "-" : String.format(Locale.ROOT, "%.3f", target.value()),
                        target.unit(),
                        target.target() == null
                                ? ""
                                : "target " + target.target()
                                        + (Boolean.TRUE.equals(target.met()) ? " met" : " NOT met"));
            }
        }
        return targets.stream().anyMatch(target -> Boolean.FALSE.equals(target.met())) ? 1 : 0;
    }

    private void choosePacks() {
        String model = switch (dataset) {
            case CMAPSS -> subset == null ? null : Packs.life(Packs.assetType(subset));
            case PUMPS -> Packs.life(Packs.PUMP);
            case WELD_CYCLES -> Packs.cycle(Packs.WELDING_CELL);
            default -> null;
        };
        if (pack == null && model != null)
            pack = ToolDefaults.trainedOrBundled(new ModelName(model)).orElse(null);
        if (modePack == null && dataset == Dataset.PUMPS) {
            modePack = ToolDefaults.trainedOrBundled(new ModelName(Packs.mode(Packs.PUMP)))
                    .orElse(null);
        }
    }

    private Path folder() throws IOException {
        if (data == null) throw new IOException("name the folder of the data set with --data");
        return data;
    }

    private void life(RuntimeTool runtime, Path work, Map<String, Object> result)
            throws IOException, InterruptedException {
        String named = subset;
        if (named == null) throw new IOException("name the subset with --subset: FD001, FD002, FD003 or FD004");
        CmapssSubset cmapss = new CmapssSubset(named.toUpperCase(Locale.ROOT), folder());
        List<AssetHistory> engines = cmapss.test();
        double[] truth = cmapss.testRul();
        if (truth.length != engines.size()) {
            throw new IOException("the files do not belong together: " + engines.size() + " test engines and "
                    + truth.length + " remaining lives");
        }
        result.put("subset", cmapss.name());
        life(
                runtime,
                work,
                Packs.assetType(cmapss.name()),
                "--data DIR --subset " + cmapss.name() + " ",
                cmapss.training(),
                engines,
                truth,
                result);
    }

    private void pumps(RuntimeTool runtime, Path work, Map<String, Object> result)
            throws IOException, InterruptedException {
        List<AssetHistory> pumps = new ArrayList<>();
        double[] truth = new double[TEST_PUMPS];
        Random random = new Random(TEST_SEED);
        for (AssetHistory whole : PumpLife.histories(TEST_PUMPS, TEST_SEED)) {
            int known = LifeWindow.LEAST_CYCLES + random.nextInt(whole.cycles() - LifeWindow.LEAST_CYCLES);
            truth[pumps.size()] = whole.cycles() - known;
            pumps.add(new AssetHistory(
                    whole.asset(), Arrays.copyOf(whole.settings(), known), Arrays.copyOf(whole.tags(), known)));
        }
        List<AssetHistory> lives = PumpLife.histories(TrainCommand.PUMPS, TRAINED_WITH);
        life(runtime, work, Packs.PUMP, "", lives, pumps, truth, result);
        Path measured = Packs.required(modePack, "./trivium train industrial --task failure-mode --out OUT");
        RivalTrial rivals =
                new RivalTrial(runtime, specs.resolve("industrial-failure-mode.yaml"), Optional.of(measured), work);
        result.put(
                "failure_mode",
                new ModeEvaluation(runtime, measured, work, rivals)
                        .pumps(TrainCommand.pumpLives(TRAINED_WITH), PumpLife.lives(TEST_PUMPS, TEST_SEED)));
    }

    private void life(
            RuntimeTool runtime,
            Path work,
            String assetType,
            String trainedWith,
            List<AssetHistory> lives,
            List<AssetHistory> assets,
            double[] truth,
            Map<String, Object> result)
            throws IOException, InterruptedException {
        Path measured = Packs.required(pack, "./trivium train industrial --task rul " + trainedWith + "--out OUT");
        LifeProfile profile = LifeProfile.ofPack(measured);
        if (!profile.assetType().equals(assetType)) {
            throw new IOException(measured + " is for " + profile.assetType() + ", not for " + assetType);
        }
        result.put("model", profile.model());
        result.put("engines", assets.size());
        List<LifeEstimate> estimates =
                new LifeEstimator(profile, new PackLifeNetwork(runtime, measured, "life", work)).estimate(assets);
        double[] lower = estimates.stream().mapToDouble(LifeEstimate::lower).toArray();
        double[] upper = estimates.stream().mapToDouble(LifeEstimate::upper).toArray();
        result.putAll(RulFigures.byCap(
                estimates.stream().mapToDouble(LifeEstimate::cycles).toArray(), truth));
        result.put("coverage_90", RulFigures.coverage(lower, upper, RulFigures.capped(truth)));
        double width = 0;
        for (int i = 0; i < lower.length; i++) width += (upper[i] - lower[i]) / lower.length;
        result.put("mean_interval_cycles", width);
        LifeRows measuredRows = new LifeRows();
        float[][] served = new float[assets.size()][];
        double horizon = profile.horizon();
        for (int i = 0; i < served.length; i++) {
            measuredRows.addLatest(assets.get(i), profile, truth[i]);
            served[i] = new float[] {(float) (estimates.get(i).cycles() / horizon)};
        }
        RivalTrial rivals = new RivalTrial(runtime, specs.resolve("industrial-rul.yaml"), Optional.of(measured), work);
        LifeRows learned = LifeTraining.learned(lives, profile);
        LifeRows held = LifeTraining.held(lives, profile);
        long[] entities = LongStream.range(0, served.length).toArray();
        result.put("ablation_figure", "rmse_capped_125, cycles; entities are assets");
        result.put(
                "ablation",
                new Ablation(entities, Better.LOWER, (answers, rows) -> RulFigures.rmse(answers, horizon, truth, rows))
                        .rows(
                                new float[][][] {served},
                                rivals.answers(
                                        file -> learned.write(file, horizon),
                                        file -> held.write(file, horizon),
                                        file -> measuredRows.write(file, horizon))));
    }
}
