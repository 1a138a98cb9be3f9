package io.trivium.industrial.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trivium.core.model.ModelReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The data for detecting defects of an asset type's cycles in addition to the network. Written as JSON next to its
 * pack.
 *
 * @param model name and version of the pack it belongs to
 * @param tags names of the tags by which a cycle is judged, in the order of the network's channels
 * @param stepMs time between two samples that the network was trained with, in milliseconds
 * @param defects in the order of the network's answer, whose first number is that of a good cycle
 * @param temperature divisor of the logits, from assets held out of the training
 * @param learnedGood share of good cycles that the network was trained with
 * @param usualGood share of good cycles in use, to which the answers are adjusted (Saerens, Latinne and Decaestecker,
 *     Neural Computation 14, 2002)
 */
public record CycleProfile(
        String assetType,
        ModelReference model,
        List<String> tags,
        int stepMs,
        List<Defect> defects,
        double temperature,
        double learnedGood,
        double usualGood) {
    /** Ends the name of a profile's file. */
    public static final String ENDING = ".cycles.json";

    /** The network's answer that a cycle is good. */
    public static final int GOOD = 0;

    /** The name of a good cycle. */
    public static final String GOOD_NAME = "good";

    /** Numbers that the network answers. */
    public static final int CLASSES = 8;

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /**
     * A possible defect of a cycle.
     *
     * @param name in words of the asset type, such as {@code porosity}
     * @param code in the standard of the type, such as that of ISO 6520-1
     */
    public record Defect(String name, String code) {}

    public CycleProfile {
        tags = List.copyOf(tags);
        defects = List.copyOf(defects);
        if (defects.isEmpty() || defects.size() >= CLASSES) {
            throw new IllegalArgumentException("a type has 1 to " + (CLASSES - 1) + " defects, not " + defects.size());
        }
        if (tags.size() != CycleWindow.TAGS) {
            throw new IllegalArgumentException(
                    "a cycle is described by " + CycleWindow.TAGS + " tags, not " + tags.size());
        }
        if (!(temperature > 0)) throw new IllegalArgumentException("no temperature: " + temperature);
        if (!isShare(learnedGood) || !isShare(usualGood)) {
            throw new IllegalArgumentException("no shares of good cycles: " + learnedGood + ", " + usualGood);
        }
    }

    private static boolean isShare(double share) {
        return share > 0 && share < 1;
    }

    public CycleProfile withTemperature(double divisor) {
        return new CycleProfile(assetType, model, tags, stepMs, defects, divisor, learnedGood, usualGood);
    }

    /** A good cycle and its defects. */
    public int classes() {
        return defects.size() + 1;
    }

    /** Name of a class of the answer. */
    public String name(int answer) {
        return answer == GOOD ? GOOD_NAME : defects.get(answer - 1).name();
    }

    /** Calibrated probabilities: of a good cycle, then of each defect; they sum to 1. */
    public double[] probabilities(float[] answer) {
        return usual(Temperature.applied(answer, classes(), temperature), learnedGood, usualGood);
    }

    /** Brings probabilities that were learned with one share of good cycles to another. */
    public static double[] usual(double[] probabilities, double learned, double usual) {
        double[] brought = new double[probabilities.length];
        double sum = 0;
        for (int c = 0; c < brought.length; c++) {
            brought[c] = probabilities[c] * (c == GOOD ? usual / learned : (1 - usual) / (1 - learned));
            sum += brought[c];
        }
        for (int c = 0; c < brought.length; c++) brought[c] /= sum;
        return brought;
    }

    /** Returns the path of the profile of a pack: next to its directory. */
    public static Path besidePack(Path pack) {
        return pack.resolveSibling(pack.getFileName() + ENDING);
    }

    public void write(Path file) throws IOException {
        JSON.writeValue(file.toFile(), this);
    }

    public static CycleProfile read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), CycleProfile.class);
    }

    /** Reads the profile of a pack.
     * @throws NoSuchFileException when there is none next to it */
    public static CycleProfile ofPack(Path pack) throws IOException {
        Path file = besidePack(pack);
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(
                    file.toString(),
                    null,
                    "is missing: a pack for defects of cycles needs its profile in the same pack");
        }
        return read(file);
    }
}
