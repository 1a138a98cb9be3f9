package io.trivium.industrial.cycle;

import io.trivium.core.inference.InferenceClient;
import io.trivium.core.inference.InferenceError;
import io.trivium.core.inference.InferenceException;
import io.trivium.core.inference.InferenceRequest;
import io.trivium.core.inference.InferenceResult;
import io.trivium.core.inference.InferenceTensor;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.ModelReference;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.model.CycleProfile;
import io.trivium.industrial.model.CycleRows;
import io.trivium.industrial.model.CycleShape;
import io.trivium.industrial.model.CycleWindow;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The networks for defects of cycles, as the model runtime serves them. Thread-safe. */
@ApplicationScoped
class RuntimeCycleNetwork {
    private static final String OUTPUT = "defect";

    private final InferenceClient client;
    private final CycleConfig config;

    RuntimeCycleNetwork(InferenceClient client, CycleConfig config) {
        this.client = client;
        this.config = config;
    }

    /**
     * The answer of the network.
     *
     * @param probabilities of each cycle, calibrated
     * @param modelVersion name and version that answered
     */
    record Answer(List<double[]> probabilities, ModelReference modelVersion) {}

    /**
     * Requests the judgement of some cycles.
     *
     * @throws InferenceException when it does not answer in time
     */
    Answer ask(TenantId tenant, CycleProfile profile, List<CycleWindow> windows) {
        int n = windows.size();
        ModelName model = new ModelName(profile.model().name());
        InferenceResult answer = client.infer(InferenceRequest.of(
                model,
                tenant,
                config.timeout(),
                InferenceTensor.ofFloats(
                        "series", new long[] {n, CycleShape.STEPS, CycleWindow.CHANNELS}, CycleRows.series(windows)),
                InferenceTensor.ofFloats(
                        "features", new long[] {n, CycleWindow.FEATURES}, CycleRows.features(windows))));
        InferenceTensor answered = answer.outputs().get(OUTPUT);
        if (answered == null || answered.size() != (long) n * CycleProfile.CLASSES) {
            throw new InferenceException(
                    InferenceError.BAD_RESPONSE, "the model runtime answered no " + OUTPUT + " for " + n + " cycles");
        }
        float[] all = answered.toFloats();
        List<double[]> probabilities = new ArrayList<>();
        for (int w = 0; w < n; w++) {
            float[] one = Arrays.copyOfRange(all, w * CycleProfile.CLASSES, (w + 1) * CycleProfile.CLASSES);
            probabilities.add(profile.probabilities(one));
        }
        return new Answer(probabilities, new ModelReference(model + ":" + answer.modelVersion()));
    }
}
