package io.trivium.runtime.learning.network;

import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelSpec;
import java.util.ArrayList;
import java.util.List;

/** A data set in the form a network takes. */
public final class EncodedData {
    private final int rows;
    private final List<EncodedInput> inputs = new ArrayList<>();
    private final float[] labels;
    private final LinearAnswers linear;

    /** @throws IllegalArgumentException when an input is missing or of another size */
    public EncodedData(NetworkSpec spec, ModelSpec model, TaskData data, Parameters parameters) {
        this.rows = data.rows();
        this.labels = data.labels();
        for (int i = 0; i < spec.tokenizers().size(); i++) {
            inputs.add(EncodedInput.of(spec.tokenizers().get(i), i, data, parameters));
        }
        this.linear = LinearAnswers.of(spec, model, data, parameters);
    }

    public int rows() {
        return rows;
    }

    /** The array itself; empty when the data has none. */
    public float[] labels() {
        return labels;
    }

    /** What the linear regression answers; nothing where the network has none. */
    LinearAnswers linear() {
        return linear;
    }

    List<EncodedInput> inputs() {
        return inputs;
    }
}
