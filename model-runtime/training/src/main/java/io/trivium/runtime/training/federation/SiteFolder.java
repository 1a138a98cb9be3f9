package io.trivium.runtime.training.federation;

import io.trivium.core.tensor.Safetensors;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.training.moe.AdamW;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The files that a site keeps so that it continues after it was killed: the common state after the last whole round,
 * its own optimiser's state, and the difference that it is about to send. Files appear only when they are complete.
 */
public final class SiteFolder {
    private static final String OWNER = "site.txt";
    private static final String WEIGHTS = "weights.safetensors";
    private static final String VELOCITY = "velocity.safetensors";
    private static final String HISTORY = "history.json";
    private static final String DIFFERENCE = "difference.safetensors";
    private static final String OPTIMISER = "optimiser.safetensors";

    private final Path directory;

    private SiteFolder(Path directory) {
        this.directory = directory;
    }

    /**
     * Opens it, or makes it.
     *
     * @param about describes what it belongs to, in one line
     * @throws FederationException when it belongs to another federation
     */
    public static SiteFolder open(Path directory, String about) throws IOException {
        Files.createDirectories(directory);
        Path owner = directory.resolve(OWNER);
        if (!Files.exists(owner)) {
            Files.writeString(owner, about);
        } else if (!Files.readString(owner).equals(about)) {
            throw new FederationException(
                    "the folder " + directory + " was begun with another pack, other rows or other"
                            + " options; give them again, or another folder with --work and a new name with --federation");
        }
        return new SiteFolder(directory);
    }

    /** Rounds whose outcome is kept. */
    int rounds(int most) {
        for (int round = most; round > 0; round--) {
            if (Files.exists(file(round, WEIGHTS))) return round;
        }
        return 0;
    }

    Parameters weights(int rounds) throws IOException {
        return Parameters.read(file(rounds, WEIGHTS));
    }

    float[] velocity(int rounds) throws IOException {
        return FlatWeights.of(Parameters.read(file(rounds, VELOCITY)));
    }

    RoundHistory history(int rounds) throws IOException {
        return RoundHistory.read(file(rounds, HISTORY));
    }

    /** Keeps the outcome of a round; with its weights, written last, it counts. */
    void keep(int rounds, Parameters weights, float[] velocity, RoundHistory history) throws IOException {
        FlatWeights.like(weights, velocity).write(file(rounds, VELOCITY));
        history.write(file(rounds, HISTORY));
        weights.write(file(rounds, WEIGHTS));
        for (String name : new String[] {WEIGHTS, VELOCITY, HISTORY, DIFFERENCE, OPTIMISER}) {
            Files.deleteIfExists(file(rounds - 1, name));
        }
    }

    void keep(WeightDelta delta) throws IOException {
        new SafetensorsWriter()
                .metadata("site", delta.site())
                .metadata("trained", delta.trained().toString())
                .metadata("terms", delta.terms())
                .metadata("base", delta.base())
                .metadata("rows", Long.toString(delta.rows()))
                .add("difference", new long[] {delta.values().length}, delta.values())
                .write(file(delta.round(), DIFFERENCE));
    }

    /** The difference of a round that was made, whether it was sent or not. */
    Optional<WeightDelta> difference(int round) throws IOException {
        Path file = file(round, DIFFERENCE);
        if (!Files.exists(file)) return Optional.empty();
        try (Safetensors tensors = Safetensors.open(file)) {
            Map<String, String> about = tensors.metadata();
            return Optional.of(new WeightDelta(
                    about.getOrDefault("site", ""),
                    round,
                    Instant.parse(about.getOrDefault("trained", "")),
                    about.getOrDefault("terms", ""),
                    about.getOrDefault("base", ""),
                    Long.parseLong(about.getOrDefault("rows", "")),
                    tensors.tensor("difference").toFloats()));
        }
    }

    /** The state with which this site's optimiser begins a round; none at the first. */
    Optional<AdamW.State> optimiser(int round) throws IOException {
        if (round == 0) return Optional.empty();
        try (Safetensors tensors = Safetensors.open(file(round, OPTIMISER))) {
            return Optional.of(new AdamW.State(
                    tensors.tensor("first").toFloats(),
                    tensors.tensor("second").toFloats(),
                    tensors.tensor("average").toFloats(),
                    tensors.tensor("updates").toLongs()[0]));
        }
    }

    void keep(int round, AdamW.State state) throws IOException {
        new SafetensorsWriter()
                .add("first", new long[] {state.first().length}, state.first())
                .add("second", new long[] {state.second().length}, state.second())
                .add("average", new long[] {state.average().length}, state.average())
                .add("updates", new long[] {1}, new long[] {state.updates()})
                .write(file(round, OPTIMISER));
    }

    private Path file(int round, String name) {
        return directory.resolve("round-" + round + "-" + name);
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
