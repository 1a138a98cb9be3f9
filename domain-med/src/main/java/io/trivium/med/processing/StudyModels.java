package io.trivium.med.processing;

import io.trivium.core.inference.InferenceClient;
import io.trivium.core.inference.InferenceError;
import io.trivium.core.inference.InferenceException;
import io.trivium.core.inference.InferenceRequest;
import io.trivium.core.inference.InferenceResult;
import io.trivium.core.inference.InferenceTensor;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.detection.CandidateBlock;
import io.trivium.med.detection.NoduleCube;
import io.trivium.med.detection.NoduleModels;
import io.trivium.med.detection.NoduleRating;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The networks of the detector at the model runtime, asked for one study of one organisation. Their specifications put them
 * into the class {@code bulk}, and few rows go at once, so that the runtime can run more urgent work in between. All answers
 * for a study come from the same versions. Used by one thread at a time.
 */
final class StudyModels implements NoduleModels {
    static final String CANDIDATE = "med-nodule-candidate";
    static final String SUSPICION = "med-nodule-suspicion";
    static final String MASK = "med-nodule-mask";
    static final String RATING = "med-lung-nodule";

    private static final int MOST_BLOCKS = 8;
    private static final int MOST_CUBES = 8;

    private final InferenceClient client;
    private final TenantId tenant;
    private final Duration timeout;
    private final Map<String, String> versions = new TreeMap<>();

    StudyModels(InferenceClient client, TenantId tenant, Duration timeout) {
        this.client = client;
        this.tenant = tenant;
        this.timeout = timeout;
    }

    /** Versions that answered: candidate, suspicion, mask and rating; a dash for one that was not asked. */
    String version() {
        return Stream.of(CANDIDATE, SUSPICION, MASK, RATING)
                .map(model -> model.substring(model.lastIndexOf('-') + 1) + " " + versions.getOrDefault(model, "-"))
                .collect(Collectors.joining(", "))
                .replace("nodule", "rating");
    }

    @Override
    public float[] candidates(float[] blocks, int count) {
        long side = CandidateBlock.EXTENT;
        return inParts(
                CANDIDATE,
                "nodule",
                count,
                MOST_BLOCKS,
                CandidateBlock.VOXELS,
                List.of(new Input("block", new long[] {1, side, side, side}, blocks)));
    }

    @Override
    public float[] outlines(float[] cubes, int count) {
        return inParts(MASK, "mask", count, MOST_CUBES, NoduleCube.VOXELS, List.of(new Input("cube", cube(), cubes)));
    }

    @Override
    public float[] ratings(float[] cubes, float[] features, int count) {
        return inParts(
                RATING,
                "ratings",
                count,
                MOST_CUBES,
                NoduleRating.values().length,
                List.of(new Input("cube", cube(), cubes), features(features, count)));
    }

    @Override
    public float[] suspicions(float[] cubes, float[] features, int count) {
        return inParts(
                SUSPICION,
                "suspicion",
                count,
                MOST_CUBES,
                1,
                List.of(new Input("cube", cube(), cubes), features(features, count)));
    }

    private static Input features(float[] features, int count) {
        return new Input("features", new long[] {features.length / Math.max(1, count)}, features);
    }

    private static long[] cube() {
        return new long[] {1, NoduleCube.SLICES, NoduleCube.ROWS, NoduleCube.COLUMNS};
    }

    /** @param row shape of one row */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Input(String name, long[] row, float[] values) {
        InferenceTensor part(int from, int to, int count) {
            int each = values.length / count;
            long[] shape = new long[row.length + 1];
            shape[0] = rows(from, to);
            System.arraycopy(row, 0, shape, 1, row.length);
            return InferenceTensor.ofFloats(name, shape, Arrays.copyOfRange(values, from * each, to * each));
        }
    }

    private static int rows(int from, int to) {
        return to - from;
    }

    private float[] inParts(String model, String output, int count, int most, int answerRow, List<Input> inputs) {
        float[] all = new float[count * answerRow];
        for (int from = 0; from < count; from += most) {
            int to = Math.min(count, from + most);
            List<InferenceTensor> tensors = new ArrayList<>();
            for (Input input : inputs) tensors.add(input.part(from, to, count));
            float[] answer = ask(model, output, tensors);
            if (answer.length != (to - from) * answerRow) {
                throw badAnswer(model + " gave " + answer.length + " numbers for " + (to - from) + " rows", null);
            }
            System.arraycopy(answer, 0, all, from * answerRow, answer.length);
        }
        return all;
    }

    private float[] ask(String model, String output, List<InferenceTensor> inputs) {
        InferenceResult result =
                client.infer(new InferenceRequest(model, null, "", tenant, 0, timeout, inputs, List.of()));
        if (result.degraded()) {
            throw new InferenceException(
                    InferenceError.UNAVAILABLE, model + " answered with a part of its network only");
        }
        String before = versions.putIfAbsent(model, result.modelVersion());
        if (before != null && !before.equals(result.modelVersion())) {
            throw new InferenceException(
                    InferenceError.UNAVAILABLE, model + " changed from " + before + " to " + result.modelVersion());
        }
        InferenceTensor answer = result.outputs().get(output);
        if (answer == null) throw badAnswer(model + " gave no output " + output, null);
        try {
            return answer.toFloats();
        } catch (IllegalStateException e) {
            throw badAnswer(model + " did not answer in float32", e);
        }
    }

    private static InferenceException badAnswer(String what, @Nullable Throwable cause) {
        return new InferenceException(InferenceError.BAD_RESPONSE, what, cause);
    }
}
