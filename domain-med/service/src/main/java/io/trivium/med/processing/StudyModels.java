package io.trivium.med.processing;

import io.trivium.core.inference.InferenceClient;
import io.trivium.core.inference.InferenceError;
import io.trivium.core.inference.InferenceException;
import io.trivium.core.inference.InferenceRequest;
import io.trivium.core.inference.InferenceResult;
import io.trivium.core.inference.InferenceTensor;
import io.trivium.core.model.ModelName;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.detection.CandidateBlock;
import io.trivium.med.detection.NoduleCube;
import io.trivium.med.detection.NoduleFeatures;
import io.trivium.med.detection.NoduleModels;
import io.trivium.med.detection.NoduleRating;
import io.trivium.med.detection.SuspectFeatures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The networks of the detector at the model runtime, called for one study of one organisation. Their specifications
 * assign them to the class {@code bulk}, and few rows are sent at once, so that the runtime can run more urgent work in
 * between. All answers for a study come from the same versions. Used by one thread at a time.
 */
final class StudyModels implements NoduleModels {
    static final String CANDIDATE = "med-nodule-candidate";
    static final String SUSPICION = "med-nodule-suspicion";
    static final String MASK = "med-nodule-mask";
    static final String RATING = "med-lung-nodule";

    /** Maximum length of Software Versions (0018,1020). */
    private static final int LONGEST_VERSION = 64;

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

    /** Versions that answered, by the first letter of candidate, suspicion, mask and rating: {@code c1 m2 r1}. */
    String version() {
        StringBuilder text = new StringBuilder();
        for (String model : List.of(CANDIDATE, SUSPICION, MASK, RATING)) {
            String version = versions.get(model);
            if (version == null) continue;
            text.append(text.isEmpty() ? "" : " ").append(letter(model)).append(version);
        }
        if (text.isEmpty()) return ResultWriting.NO_MODEL;
        return text.length() <= LONGEST_VERSION ? text.toString() : text.substring(0, LONGEST_VERSION);
    }

    /** A model and its version, such as {@code med-lung-nodule:1}, of the versions of one study. */
    static String version(String model, String versions) {
        for (String version : versions.split(" ", -1)) {
            if (version.startsWith(String.valueOf(letter(model)))) return model + ":" + version.substring(1);
        }
        return model + ":" + ResultWriting.NO_MODEL;
    }

    private static char letter(String model) {
        return model.equals(RATING) ? 'r' : model.charAt("med-nodule-".length());
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

    /**
     * Probability that there is a nodule at the cube's centre.
     *
     * @return {@code [count]}
     */
    @Override
    public float[] suspicions(float[] cubes, float[] features, int count) {
        return inParts(
                SUSPICION,
                "suspicion",
                count,
                MOST_CUBES,
                1,
                List.of(
                        new Input("cube", cube(), cubes),
                        new Input("features", new long[] {SuspectFeatures.NAMES.size()}, features)));
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
                List.of(
                        new Input("cube", cube(), cubes),
                        new Input("features", new long[] {NoduleFeatures.NAMES.size()}, features)));
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
        InferenceResult result = client.infer(
                new InferenceRequest(new ModelName(model), null, "", tenant, 0, timeout, inputs, List.of()));
        if (result.degraded()) {
            throw new InferenceException(
                    InferenceError.UNAVAILABLE, model + " answered with a part of its network only");
        }
        String before = versions.putIfAbsent(model, result.modelVersion());
        if (before != null && !before.equals(result.modelVersion())) {
            throw new InferenceException(
                    InferenceError.UNAVAILABLE, model + " changed from " + before + " to " + result.modelVersion());
        }
        try {
            return result.output(output).toFloats();
        } catch (IllegalStateException e) {
            throw badAnswer(model + " did not answer in float32", e);
        }
    }

    private static InferenceException badAnswer(String what, @Nullable Throwable cause) {
        return new InferenceException(InferenceError.BAD_RESPONSE, what, cause);
    }
}
