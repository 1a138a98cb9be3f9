package io.trivium.med.tool;

import io.trivium.core.learning.RuntimeTool;
import io.trivium.core.tensor.Safetensors;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.med.detection.CandidateBlock;
import io.trivium.med.detection.NoduleCube;
import io.trivium.med.detection.NoduleFeatures;
import io.trivium.med.detection.NoduleModels;
import io.trivium.med.detection.SuspectFeatures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The detector's networks from packs, answered by the model runtime's tool as its service would. Belongs to one thread. */
final class PackModels implements NoduleModels, AutoCloseable {
    private final RuntimeTool runtime;
    private final @Nullable Path candidates;
    private final @Nullable Path suspicions;
    private final @Nullable Path outlines;
    private final @Nullable Path ratings;
    private final Path work;
    private final Map<Path, RuntimeSession> sessions = new HashMap<>();

    /**
     * Creates models of some packs, each loaded on its first call.
     *
     * @param candidates null if it is not called; likewise the others
     * @param work where rows and answers are exchanged
     */
    PackModels(
            RuntimeTool runtime,
            @Nullable Path candidates,
            @Nullable Path suspicions,
            @Nullable Path outlines,
            @Nullable Path ratings,
            Path work) {
        this.runtime = runtime;
        this.candidates = candidates;
        this.suspicions = suspicions;
        this.outlines = outlines;
        this.ratings = ratings;
        this.work = work;
    }

    /** Packs that outline and rate. */
    PackModels(RuntimeTool runtime, Path outlines, @Nullable Path ratings, Path work) {
        this(runtime, null, null, outlines, ratings, work);
    }

    @Override
    public float[] candidates(float[] blocks, int count) {
        long size = CandidateBlock.EXTENT;
        return predict(
                candidates,
                new SafetensorsWriter().add("block", new long[] {count, 1, size, size, size}, blocks),
                count);
    }

    @Override
    public float[] suspicions(float[] cubes, float[] features, int count) {
        SafetensorsWriter rows = new SafetensorsWriter()
                .add("cube", cube(count), cubes)
                .add("features", new long[] {count, SuspectFeatures.NAMES.size()}, features);
        return predict(suspicions, rows, count);
    }

    @Override
    public float[] outlines(float[] cubes, int count) {
        return predict(outlines, new SafetensorsWriter().add("cube", cube(count), cubes), count);
    }

    @Override
    public float[] ratings(float[] cubes, float[] features, int count) {
        SafetensorsWriter rows = new SafetensorsWriter()
                .add("cube", cube(count), cubes)
                .add("features", new long[] {count, NoduleFeatures.NAMES.size()}, features);
        return predict(ratings, rows, count);
    }

    static long[] cube(int count) {
        return new long[] {count, 1, NoduleCube.SLICES, NoduleCube.ROWS, NoduleCube.COLUMNS};
    }

    /** The one output of a model. */
    private float[] predict(@Nullable Path pack, SafetensorsWriter rows, int count) {
        if (pack == null) throw new IllegalStateException("no pack was named for this");
        Path in = work.resolve("rows.safetensors");
        Path out = work.resolve("answers.safetensors");
        try {
            rows.add("label", new long[] {count}, new float[count]).write(in);
            Files.deleteIfExists(out);
            RuntimeSession session = sessions.get(pack);
            if (session == null) {
                session = RuntimeSession.of(runtime, pack);
                sessions.put(pack, session);
            }
            session.predict(in, out);
            try (Safetensors answers = Safetensors.open(out)) {
                String output = answers.names().stream()
                        .filter(name -> !name.equals("score") && !name.equals("label"))
                        .findFirst()
                        .orElseThrow(() -> new IOException(pack + " gave no output"));
                return answers.tensor(output).toFloats();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        sessions.values().forEach(RuntimeSession::close);
    }
}
