package io.trivium.runtime.training.stage;

import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.training.network.InitialWeights;
import io.trivium.runtime.training.network.TaskData;

/**
 * One of the tasks whose rows a trunk is pretrained on.
 *
 * @param spec with all tokens computed, regardless of what the task's heads read; its parameters are those of the
 *     task's own network
 * @param rows labels, if there are any, are not read
 * @param share of the rows of a step, relative to the other tasks' shares
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PretrainingTask(byte[] yaml, ModelSpec model, NetworkSpec spec, TaskData rows, double share) {
    public PretrainingTask {
        if (!(share > 0)) throw new IllegalArgumentException("the share of " + model.task() + " is " + share);
    }

    /** A task by its specification. */
    public static PretrainingTask of(byte[] yaml, TaskData rows, double share) {
        ModelSpec model = ModelSpec.parse(yaml);
        NetworkSpec spec = NetworkSpec.parse(yaml, model);
        NetworkSpec all = new NetworkSpec(
                spec.topology(), spec.group(), NetworkSpec.Readout.MEAN, spec.tokenizers(), spec.base());
        return new PretrainingTask(yaml, model, all, rows.withoutLabels(), share);
    }

    Parameters initial(long seed) {
        return InitialWeights.of(spec, model, rows, seed);
    }
}
