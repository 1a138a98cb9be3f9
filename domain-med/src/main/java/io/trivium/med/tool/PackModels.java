package io.trivium.med.tool;

import io.trivium.core.tensor.Safetensors;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.med.detection.CandidateBlock;
import io.trivium.med.detection.NoduleCube;
import io.trivium.med.detection.NoduleFeatures;
import io.trivium.med.detection.NoduleModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The detector's networks from packs, answered by the model runtime's tool as its service would. Belongs to one thread. */
final class PackModels implements NoduleModels {
    private final RuntimeTool runtime;
    private final @Nullable Path candidates;
    private final Path outlines;
    private final @Nullable Path ratings;
    private final Path work;

    /** @param candidates null where whole volumes are not searched, {@code ratings} where nothing is rated */
    PackModels(RuntimeTool runtime, @Nullable Path candidates, Path outlines, @Nullable Path ratings, Path work) {
        this.runtime = runtime;
        this.candidates = candidates;
        this.outlines = outlines;
        this.ratings = ratings;
        this.work = work;
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
            runtime.run(
                    List.of("predict", "--pack", pack.toString(), "--data", in.toString(), "--out", out.toString()));
            try (Safetensors answers = Safetensors.open(out)) {
                String output = answers.names().stream()
                        .filter(name -> !name.equals("score") && !name.equals("label"))
                        .findFirst()
                        .orElseThrow(() -> new IOException(pack + " gave no output"));
                return answers.tensor(output).toFloats();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a model answered", e);
        }
    }
}
