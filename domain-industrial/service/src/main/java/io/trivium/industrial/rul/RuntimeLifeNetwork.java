package io.trivium.industrial.rul;

import io.trivium.core.inference.InferenceClient;
import io.trivium.core.inference.InferenceError;
import io.trivium.core.inference.InferenceException;
import io.trivium.core.inference.InferenceRequest;
import io.trivium.core.inference.InferenceResult;
import io.trivium.core.inference.InferenceTensor;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.ModelReference;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.model.LifeNetwork;
import io.trivium.industrial.model.LifeTags;
import io.trivium.industrial.model.LifeWindow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A network as the model runtime serves it. Remembers which version answered last, so it is made for each use. */
final class RuntimeLifeNetwork implements LifeNetwork {
    private final InferenceClient client;
    private final ModelName model;
    private final String output;
    private final TenantId tenant;
    private final Duration timeout;
    private String version = "";

    /** @param output name of its output */
    RuntimeLifeNetwork(InferenceClient client, ModelName model, String output, TenantId tenant, Duration timeout) {
        this.client = client;
        this.model = model;
        this.output = output;
        this.tenant = tenant;
        this.timeout = timeout;
    }

    /** Name and version that answered last. */
    ModelReference modelVersion() {
        return new ModelReference(model + ":" + version);
    }

    /**
     * As the model runtime answers.
     *
     * @throws InferenceException when it does not
     */
    @Override
    public List<float[]> answers(List<LifeWindow> windows) {
        int n = windows.size();
        int size = LifeWindow.STEPS * LifeTags.CHANNELS;
        float[] series = new float[Math.multiplyExact(n, size)];
        float[] features = new float[Math.multiplyExact(n, LifeWindow.FEATURES)];
        for (int w = 0; w < n; w++) {
            System.arraycopy(windows.get(w).series(), 0, series, w * size, size);
            System.arraycopy(windows.get(w).features(), 0, features, w * LifeWindow.FEATURES, LifeWindow.FEATURES);
        }
        InferenceResult answer = client.infer(InferenceRequest.of(
                model,
                tenant,
                timeout,
                InferenceTensor.ofFloats("series", new long[] {n, LifeWindow.STEPS, LifeTags.CHANNELS}, series),
                InferenceTensor.ofFloats("features", new long[] {n, LifeWindow.FEATURES}, features)));
        InferenceTensor answered = answer.outputs().get(output);
        if (answered == null || answered.size() == 0 || answered.size() % n != 0) {
            throw new InferenceException(
                    InferenceError.BAD_RESPONSE, "the model runtime answered no " + output + " for " + n + " windows");
        }
        version = answer.modelVersion();
        float[] all = answered.toFloats();
        int each = all.length / n;
        List<float[]> answers = new ArrayList<>();
        for (int w = 0; w < n; w++) answers.add(Arrays.copyOfRange(all, w * each, (w + 1) * each));
        return answers;
    }
}
