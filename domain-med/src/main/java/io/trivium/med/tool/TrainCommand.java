package io.trivium.med.tool;

import io.trivium.med.evaluation.LidcNodules;
import io.trivium.med.evaluation.NoduleRows;
import io.trivium.med.evaluation.PatientSplit;
import io.trivium.med.evaluation.RatingRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Trains the networks on outlined nodules, patients of the held-out part left out. Every result stays in the work
 * directory, and what is there already is not done again; a training that was stopped goes on where it was.
 */
@Command(name = "train", description = "Train the networks on outlined nodules.", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required options
final class TrainCommand implements Callable<Integer> {
    private static final String DATA_NAME =
            "LIDC-IDRI nodules (Armato et al. 2011; TCIA 10.7937/K9/TCIA.2015.LO9QL9SX)";
    private static final String LICENCE = "CC BY 3.0";
    private static final int OUTLINE_COPIES = 2;
    private static final int RATING_COPIES = 3;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Folder of lidc-nodule-voi.")
    private Path data;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Where the packs are written, each below its name.")
    private Path out;

    @Option(names = "--version", required = true, paramLabel = "V", description = "Version of the packs.")
    private String version;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Rows and checkpoints, with which a stopped training goes on; OUT/work by default.")
    private Path work;

    @Option(names = "--seed", defaultValue = "1", description = "Seed (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--specs", required = true, paramLabel = "DIR", description = "Folder of the specifications.")
    private Path specs;

    @Option(
            names = "--runtime-classpath",
            required = true,
            paramLabel = "CP",
            description = "Class path of the model runtime, whose tool trains.")
    private String classPath;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(work == null ? out.resolve("work") : work)
                .toAbsolutePath();
        LidcNodules nodules = LidcNodules.open(data);
        RuntimeTool runtime = new RuntimeTool(classPath);
        Path mask = out.resolve(Packs.MASK).resolve(version).toAbsolutePath();
        if (!Files.exists(mask)) {
            Path rows = folder.resolve("outline-training.safetensors");
            Path held = folder.resolve("outline-validation.safetensors");
            outlines(nodules, PatientSplit.TRAINING, OUTLINE_COPIES, rows);
            outlines(nodules, PatientSplit.VALIDATION, 1, held);
            train(runtime, Packs.MASK, rows, held, mask, folder);
        }
        Path rating = out.resolve(Packs.RATING).resolve(version).toAbsolutePath();
        if (!Files.exists(rating)) {
            PackModels models = new PackModels(runtime, null, mask, null, folder);
            Path rows = folder.resolve("rating-training.safetensors");
            Path held = folder.resolve("rating-validation.safetensors");
            ratings(nodules, PatientSplit.TRAINING, RATING_COPIES, models, rows);
            ratings(nodules, PatientSplit.VALIDATION, 1, models, held);
            train(runtime, Packs.RATING, rows, held, rating, folder);
        }
        System.out.println("{\"packs\": [\"" + mask + "\", \"" + rating + "\"]}");
        return 0;
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
        int rows =
                RatingRows.write(NoduleRows.of(nodules, part, copies, seed + 1).rows(), models, file);
        System.err.println(file.getFileName() + ": " + rows + " rows");
    }

    private void train(RuntimeTool runtime, String model, Path rows, Path held, Path pack, Path folder)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("train", "--spec"));
        arguments.add(specs.resolve(model + ".yaml").toAbsolutePath().toString());
        arguments.addAll(List.of("--data", rows.toString(), "--validation", held.toString()));
        arguments.addAll(List.of("--out", pack.toString(), "--seed", Long.toString(seed)));
        arguments.addAll(List.of("--name", model, "--model-version", version));
        arguments.addAll(List.of("--data-name", DATA_NAME, "--data-licence", LICENCE));
        arguments.addAll(List.of(
                "--checkpoint",
                folder.resolve(model + ".checkpoint.safetensors").toString()));
        runtime.run(arguments);
    }
}
