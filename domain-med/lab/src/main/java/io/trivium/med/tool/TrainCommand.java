package io.trivium.med.tool;

import io.trivium.core.learning.RuntimeTool;
import io.trivium.core.learning.ToolDefaults;
import io.trivium.core.model.ModelName;
import io.trivium.med.evaluation.LidcNodules;
import io.trivium.med.evaluation.NoduleRows;
import io.trivium.med.evaluation.PatientSplit;
import io.trivium.med.evaluation.RatingRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Trains the networks on outlined nodules, without patients of the held-out part. Every result is stored in the work
 * directory, and existing results are not computed again; a stopped training continues from its last state.
 */
@Command(name = "train", description = "Train the networks on outlined nodules.", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required options
final class TrainCommand implements Callable<Integer> {
    private static final String DATA_NAME =
            "LIDC-IDRI nodules (Armato et al. 2011; TCIA 10.7937/K9/TCIA.2015.LO9QL9SX)";
    private static final String LICENCE = "CC BY 3.0";
    private static final int OUTLINE_COPIES = 2;
    /** Rows of each nodule for the ratings. */
    static final int RATING_COPIES = 3;

    private static final int TRAINING_CHESTS = 64;
    private static final int SUSPECT_CHESTS = 32;
    private static final int VALIDATION_CHESTS = 5;
    private static final String SIMULATED = "simulated chests";

    /** The steps of the training, in order. */
    enum Step {
        OUTLINES,
        RATINGS,
        CANDIDATES,
        SUSPICIONS
    }

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of lidc-nodule-voi; without it the search is trained on simulated nodules alone.")
    private @Nullable Path data;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "STEP",
            description = "Steps to do: ${COMPLETION-CANDIDATES}, with commas (default: all that the data allows).")
    private Set<Step> only = EnumSet.noneOf(Step.class);

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Where the packs are written, each below its name.")
    private Path out;

    @Option(names = "--model-version", required = true, paramLabel = "V", description = "Version of the packs.")
    private String version;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Rows and checkpoints, from which a stopped training continues; OUT/work by default.")
    private Path work;

    @Option(
            names = "--code-revision",
            defaultValue = "",
            paramLabel = "REV",
            description = "Commit of the code that trains, for the manifests.")
    private String revision = "";

    @Option(names = "--seed", defaultValue = "1", description = "Seed (${DEFAULT-VALUE}).")
    private long seed;

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
            description = "Class path of the model runtime, whose tool trains.")
    private String classPath;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(work == null ? out.resolve("work") : work)
                .toAbsolutePath();
        Path given = data;
        Set<Step> steps = steps(given != null);
        RuntimeTool runtime = new RuntimeTool(classPath, MedTool.RUNTIME_HEAP);
        List<String> packs = new ArrayList<>();
        if (given != null && (steps.contains(Step.OUTLINES) || steps.contains(Step.RATINGS))) {
            nodules(LidcNodules.open(given), steps, runtime, folder, packs);
        }
        if (steps.contains(Step.CANDIDATES) || steps.contains(Step.SUSPICIONS)) {
            Optional<LidcNodules> nodules = given == null ? Optional.empty() : Optional.of(LidcNodules.open(given));
            search(new SearchTraining(nodules, seed, folder), steps, runtime, folder, packs);
        }
        System.out.println(
                json ? "{\"packs\": [" + String.join(", ", packs) + "]}" : "Trained " + String.join(", ", packs) + ".");
        return 0;
    }

    private Set<Step> steps(boolean recorded) throws IOException {
        Set<Step> all = recorded ? EnumSet.allOf(Step.class) : EnumSet.of(Step.CANDIDATES, Step.SUSPICIONS);
        if (only.isEmpty()) return all;
        for (Step step : only) {
            if (!all.contains(step)) {
                throw new IOException(
                        "--only " + step.name().toLowerCase(Locale.ROOT) + " needs outlined nodules: name --data");
            }
        }
        return only;
    }

    private void nodules(LidcNodules nodules, Set<Step> steps, RuntimeTool runtime, Path folder, List<String> packs)
            throws IOException, InterruptedException {
        Path mask = pack(Packs.MASK, packs);
        if (steps.contains(Step.OUTLINES) && !Files.exists(mask)) {
            Path rows = folder.resolve("outline-training.safetensors");
            Path held = folder.resolve("outline-validation.safetensors");
            outlines(nodules, PatientSplit.TRAINING, OUTLINE_COPIES, rows);
            outlines(nodules, PatientSplit.VALIDATION, 1, held);
            train(runtime, Packs.MASK, rows, held, mask, folder);
        }
        if (!steps.contains(Step.RATINGS)) return;
        Path rating = pack(Packs.RATING, packs);
        if (!Files.exists(rating)) {
            Path rows = folder.resolve("rating-training.safetensors");
            Path held = folder.resolve("rating-validation.safetensors");
            Path outlines = Files.exists(mask)
                    ? mask
                    : ToolDefaults.bundled(new ModelName(Packs.MASK)).orElse(mask);
            try (PackModels models = new PackModels(runtime, Packs.required(outlines, "outlines"), null, folder)) {
                ratings(nodules, PatientSplit.TRAINING, RATING_COPIES, models, rows);
                ratings(nodules, PatientSplit.VALIDATION, 1, models, held);
            }
            train(runtime, Packs.RATING, rows, held, rating, folder);
        }
    }

    private void search(SearchTraining training, Set<Step> steps, RuntimeTool runtime, Path folder, List<String> packs)
            throws IOException, InterruptedException {
        Path candidate = pack(Packs.CANDIDATE, packs);
        if (steps.contains(Step.CANDIDATES) && !Files.exists(candidate)) {
            Path rows = training.blocks(PatientSplit.TRAINING, TRAINING_CHESTS);
            Path held = training.blocks(PatientSplit.VALIDATION, VALIDATION_CHESTS);
            train(runtime, Packs.CANDIDATE, rows, held, candidate, folder);
        }
        if (!steps.contains(Step.SUSPICIONS)) return;
        Path suspicion = pack(Packs.SUSPICION, packs);
        if (!Files.exists(suspicion)) {
            Path rows;
            Path held;
            try (PackModels models =
                    new PackModels(runtime, Packs.required(candidate, "candidates"), null, null, null, folder)) {
                rows = training.suspects(PatientSplit.TRAINING, models, SUSPECT_CHESTS);
                held = training.suspects(PatientSplit.VALIDATION, models, VALIDATION_CHESTS);
            }
            train(runtime, Packs.SUSPICION, rows, held, suspicion, folder);
        }
    }

    private Path pack(String name, List<String> packs) {
        Path pack = out.resolve(name).resolve(version).toAbsolutePath();
        packs.add("\"" + pack + "\"");
        return pack;
    }

    private void outlines(LidcNodules nodules, PatientSplit part, int copies, Path file) throws IOException {
        if (Files.exists(file)) return;
        NoduleRows rows = NoduleRows.of(nodules, part, copies, seed);
        if (rows.rows().isEmpty()) throw new IOException(data + " has no nodules of the part " + part);
        rows.writeOutlines(file);
        System.err.println(file.getFileName() + ": " + rows.rows().size() + " rows");
    }

    private void ratings(LidcNodules nodules, PatientSplit part, int copies, PackModels models, Path file)
            throws IOException {
        if (Files.exists(file)) return;
        RatingRows rows =
                RatingRows.of(NoduleRows.of(nodules, part, copies, seed + 1).rows(), models);
        rows.write(file);
        System.err.println(file.getFileName() + ": " + rows.nodules().size() + " rows");
    }

    private void train(RuntimeTool runtime, String model, Path rows, Path held, Path pack, Path folder)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("train", "--spec"));
        arguments.add(specs.resolve(model + ".yaml").toAbsolutePath().toString());
        arguments.addAll(List.of("--data", rows.toString(), "--validation", held.toString()));
        arguments.addAll(List.of("--out", pack.toString(), "--seed", Long.toString(seed)));
        arguments.addAll(List.of("--name", model, "--model-version", version, "--code-revision", revision));
        boolean search = model.equals(Packs.CANDIDATE) || model.equals(Packs.SUSPICION);
        String chests = data == null ? SIMULATED : SIMULATED + " with " + DATA_NAME;
        arguments.addAll(List.of("--data-name", search ? chests : DATA_NAME));
        arguments.addAll(List.of("--data-licence", data == null ? "none" : LICENCE));
        arguments.addAll(List.of(
                "--checkpoint",
                folder.resolve(model + ".checkpoint.safetensors").toString()));
        runtime.run(arguments);
    }
}
