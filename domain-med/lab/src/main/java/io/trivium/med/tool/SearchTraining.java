package io.trivium.med.tool;

import io.trivium.med.detection.NoduleModels;
import io.trivium.med.evaluation.BlockRows;
import io.trivium.med.evaluation.LidcNodules;
import io.trivium.med.evaluation.NodulePool;
import io.trivium.med.evaluation.PatientSplit;
import io.trivium.med.evaluation.SuspectRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Trains the stages that search a whole chest: on simulated chests that hold recorded nodules of the training patients and
 * simulated ones, or simulated ones alone where there are no recorded ones.
 */
final class SearchTraining {
    /** Share of simulated nodules, in addition to recorded ones. */
    private static final double SIMULATED = 0.3;

    /** Seeds of validation chests differ from those of training ones. */
    private static final long VALIDATION = 0x5DEECE66DL;

    private static final long SUSPECTS = 0x2545F4914F6CDD1DL;

    private final Optional<LidcNodules> nodules;
    private final long seed;
    private final Path folder;

    /**
     * Creates a training; without recorded nodules it uses only simulated ones from the seed.
     *
     * @param folder where rows are kept
     */
    SearchTraining(Optional<LidcNodules> nodules, long seed, Path folder) {
        this.nodules = nodules;
        this.seed = seed;
        this.folder = folder;
    }

    /** Rows of a part of the patients, made where the file is not there yet. */
    Path blocks(PatientSplit part, int chests) throws IOException {
        Path file = folder.resolve("block-" + name(part) + ".safetensors");
        if (Files.exists(file)) return file;
        int rows = BlockRows.write(pool(part), chests, seed(part), file);
        System.err.println(file.getFileName() + ": " + rows + " rows");
        return file;
    }

    /** Rows of the second stage, from chests that the first has not seen. */
    Path suspects(PatientSplit part, NoduleModels models, int chests) throws IOException, InterruptedException {
        Path file = folder.resolve("suspect-" + name(part) + ".safetensors");
        if (Files.exists(file)) return file;
        int rows = SuspectRows.write(pool(part), models, chests, seed(part) ^ SUSPECTS, file);
        System.err.println(file.getFileName() + ": " + rows + " rows");
        return file;
    }

    private NodulePool pool(PatientSplit part) throws IOException {
        if (nodules.isEmpty()) return NodulePool.simulated();
        return NodulePool.of(nodules.orElseThrow(), patient -> PatientSplit.of(patient) == part, SIMULATED);
    }

    private long seed(PatientSplit part) {
        return part == PatientSplit.TRAINING ? seed : seed ^ VALIDATION;
    }

    private static String name(PatientSplit part) {
        return part == PatientSplit.TRAINING ? "training" : "validation";
    }
}
