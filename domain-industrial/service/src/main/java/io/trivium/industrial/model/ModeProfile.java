package io.trivium.industrial.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trivium.core.model.ModelReference;
import io.trivium.industrial.model.FailureOutlook.ModeProbability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The data for determining the failure modes of an asset type in addition to the network. Written as JSON next to its
 * pack.
 *
 * @param model name and version of the pack it belongs to
 * @param inputs scale, tags and horizon that the network was trained with
 * @param modes in the order of the network's answer, whose first number is that of no failure within the horizon
 * @param temperature divisor of the logits, from assets held out of the training
 */
public record ModeProfile(
        String assetType, ModelReference model, LifeProfile inputs, List<Mode> modes, double temperature) {
    /** Ends the name of a profile's file. */
    public static final String ENDING = ".modes.json";

    /** The network's answer that there is no failure within the horizon. */
    public static final int NONE = 0;

    /** Numbers that the network answers. */
    public static final int CLASSES = 8;

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /**
     * A way to fail.
     *
     * @param name in words of the asset type, such as {@code bearing}
     * @param code the failure mode of ISO 14224 in which it mostly shows
     */
    public record Mode(String name, String code) {}

    public ModeProfile {
        modes = List.copyOf(modes);
        if (modes.isEmpty() || modes.size() >= CLASSES) {
            throw new IllegalArgumentException(
                    "a type has 1 to " + (CLASSES - 1) + " failure modes, not " + modes.size());
        }
        if (!(temperature > 0)) throw new IllegalArgumentException("no temperature: " + temperature);
    }

    public ModeProfile withTemperature(double divisor) {
        return new ModeProfile(assetType, model, inputs, modes, divisor);
    }

    /** Calibrated probabilities: of no failure, then of each mode; they sum to 1. */
    public double[] probabilities(float[] answer) {
        return Temperature.applied(answer, modes.size() + 1, temperature);
    }

    /** Converts the network's answer for an asset. */
    public FailureOutlook outlook(float[] answer, Instant until, ModelReference modelVersion) {
        double[] calibrated = probabilities(answer);
        List<ModeProbability> likely = new ArrayList<>();
        for (int m = 0; m < modes.size(); m++) {
            Mode mode = modes.get(m);
            likely.add(new ModeProbability(mode.name(), mode.code(), calibrated[m + 1]));
        }
        likely.sort(Comparator.comparingDouble(ModeProbability::probability).reversed());
        double probability = Math.clamp(1 - calibrated[NONE], 0, 1);
        return new FailureOutlook(until, probability, List.copyOf(likely), modelVersion);
    }

    /** Returns the path of the profile of a pack: next to its directory. */
    public static Path besidePack(Path pack) {
        return pack.resolveSibling(pack.getFileName() + ENDING);
    }

    public void write(Path file) throws IOException {
        JSON.writeValue(file.toFile(), this);
    }

    public static ModeProfile read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), ModeProfile.class);
    }

    /** Reads the profile of a pack.
     * @throws NoSuchFileException when there is none next to it */
    public static ModeProfile ofPack(Path pack) throws IOException {
        Path file = besidePack(pack);
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(
                    file.toString(), null, "is missing: a pack for failure modes needs its profile in the same pack");
        }
        return read(file);
    }
}
