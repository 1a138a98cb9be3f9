package io.trivium.runtime.training.stage;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.training.moe.TaskMeasure;
import io.trivium.runtime.training.network.EncodedData;
import io.trivium.runtime.training.network.MoeNetwork;
import io.trivium.runtime.training.network.TaskData;
import java.util.Arrays;
import java.util.Map;

/** The quality of some weights on some rows. */
public record Measured(NetworkSpec spec, ModelSpec model, Parameters parameters) {

    /** Logits of all rows, {@code [rows, width]}. */
    public float[] logits(TaskData rows) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                MoeNetwork network = new MoeNetwork(manager, spec, model, parameters)) {
            return new TaskMeasure(model).logits(manager, network, new EncodedData(spec, model, rows, parameters));
        }
    }

    /** The answers of the served model. */
    public float[] answers(TaskData rows) {
        return new TaskMeasure(model).answers(logits(rows));
    }

    /** The task's metrics on labelled rows. */
    public Map<String, Double> metrics(TaskData rows) {
        return new TaskMeasure(model).metrics(answers(rows), rows.boundedLabels());
    }

    /** The metric that decides which of two models is better. */
    public double metric(TaskData rows) {
        return metrics(rows).getOrDefault(new TaskMeasure(model).chosenBy(), 0.0);
    }

    /** Share of the pairs of which these weights find the chosen output likelier. */
    public double preferred(Preferences pairs) {
        double[] equal = new double[pairs.width()];
        Arrays.fill(equal, 1);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            return PreferenceLoss.rate(manager, pairs, OutputLikelihood.of(model, equal), logits(pairs.rows()));
        }
    }
}
