package io.trivium.med.detection;

import io.trivium.core.inference.InferenceClient;
import io.trivium.core.inference.InferenceException;
import io.trivium.core.inference.InferenceRequest;
import io.trivium.core.inference.InferenceTensor;
import io.trivium.core.tenancy.TenantId;
import java.time.Duration;

/**
 * The detector's networks as the model runtime serves them, each by its default version. Safe for use by several threads.
 */
public final class ServedNoduleModels implements NoduleModels {
    /** Names of the models, in the order of use. */
    public static final String CANDIDATE = "med-nodule-candidate";

    public static final String SUSPICION = "med-nodule-suspicion";
    public static final String MASK = "med-nodule-mask";
    public static final String RATING = "med-lung-nodule";

    private final InferenceClient client;
    private final TenantId tenant;
    private final Duration timeout;

    /**
     * For the studies of one tenant.
     *
     * @param timeout of one call, retries included
     */
    public ServedNoduleModels(InferenceClient client, TenantId tenant, Duration timeout) {
        this.client = client;
        this.tenant = tenant;
        this.timeout = timeout;
    }

    @Override
    public float[] candidates(float[] blocks, int count) {
        long size = CandidateBlock.EXTENT;
        return asked(
                CANDIDATE, "nodule", blocks.length, block("block", new long[] {count, 1, size, size, size}, blocks));
    }

    @Override
    public float[] suspicions(float[] cubes, float[] features, int count) {
        return asked(SUSPICION, "suspicion", count, cube(cubes, count), features(features, count));
    }

    @Override
    public float[] outlines(float[] cubes, int count) {
        return asked(MASK, "mask", cubes.length, cube(cubes, count));
    }

    @Override
    public float[] ratings(float[] cubes, float[] features, int count) {
        return asked(
                RATING, "ratings", count * NoduleRating.values().length, cube(cubes, count), features(features, count));
    }

    private static InferenceTensor features(float[] features, int count) {
        return InferenceTensor.ofFloats("features", new long[] {count, features.length / count}, features);
    }

    private static InferenceTensor cube(float[] cubes, int count) {
        return block("cube", new long[] {count, 1, NoduleCube.SLICES, NoduleCube.ROWS, NoduleCube.COLUMNS}, cubes);
    }

    private static InferenceTensor block(String name, long[] shape, float[] values) {
        return InferenceTensor.ofFloats(name, shape, values);
    }

    /**
     * One output of a model.
     *
     * @throws InferenceException if there is no answer; its error says why
     * @throws IllegalStateException if the answer has another size
     */
    private float[] asked(String model, String output, int expected, InferenceTensor... inputs) {
        float[] answer = client.infer(InferenceRequest.of(model, tenant, timeout, inputs))
                .output(output)
                .toFloats();
        if (answer.length != expected)
            throw new IllegalStateException(model + " gave " + answer.length + " numbers, not " + expected);
        return answer;
    }
}
