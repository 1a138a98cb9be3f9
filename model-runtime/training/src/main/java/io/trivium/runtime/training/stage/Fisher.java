package io.trivium.runtime.training.stage;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.training.moe.TaskMeasure;
import io.trivium.runtime.training.network.DropoutSource;
import io.trivium.runtime.training.network.EncodedData;
import io.trivium.runtime.training.network.Gradients;
import io.trivium.runtime.training.network.MoeNetwork;
import io.trivium.runtime.training.network.Operations;
import io.trivium.runtime.training.network.TaskData;
import java.util.SplittableRandom;

/**
 * The diagonal of a network's Fisher information: of each weight, the mean square of the derivative of an answer's log
 * likelihood, the answers drawn from the network itself (Kirkpatrick et al., PNAS 2017, with the expectation over the
 * model's own answers as in Martens, arXiv 1412.1193). Weights that are never used have 0.
 */
public final class Fisher {
    private Fisher() {}

    /**
     * Estimates it, one row at a time.
     *
     * @param rows most rows of the data that are used
     * @return a number for each weight, in the order of the network's layout, as parameters
     */
    public static Parameters diagonal(
            NetworkSpec spec, ModelSpec model, Parameters parameters, TaskData data, int rows, long seed) {
        TaskMeasure measure = new TaskMeasure(model);
        SplittableRandom random = new SplittableRandom(seed);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                MoeNetwork network = new MoeNetwork(manager, spec, model, parameters)) {
            EncodedData encoded = new EncodedData(spec, model, data, parameters);
            float[] logits = measure.logits(manager, network, encoded);
            double[] scale = model.head() == Head.REGRESSION
                    ? measure.residuals(measure.answers(logits), data.labels())
                    : new double[0];
            OutputLikelihood likelihood = OutputLikelihood.of(model, scale);
            int count = Math.min(rows, data.rows());
            double[] sums = new double[network.layout().size()];
            for (int i = 0; i < count; i++) {
                int[] row = {count == data.rows() ? i : random.nextInt(data.rows())};
                float[] drawn = drawn(model.head(), logits, row[0] * measure.width(), measure.width(), scale, random);
                try (NDManager scope = manager.newSubManager()) {
                    Gradients.recorded(() -> {
                        MoeNetwork.Pass pass = network.forward(scope, encoded, row, DropoutSource.NONE, false);
                        NDArray said = pass.outputs().get(measure.output().name());
                        if (said == null) {
                            throw new IllegalStateException(
                                    "no output " + measure.output().name());
                        }
                        Gradients.add(
                                scope,
                                Operations.times(
                                        likelihood.of(scope, said, drawn).sum(), -1));
                        return 0;
                    });
                    NDArray gradient = network.flat().getGradient();
                    gradient.attach(scope);
                    float[] numbers = gradient.toFloatArray();
                    for (int w = 0; w < sums.length; w++) sums[w] += (double) numbers[w] * numbers[w];
                    gradient.muli(0f);
                }
            }
            float[] mean = new float[sums.length];
            for (int w = 0; w < mean.length; w++) mean[w] = (float) (sums[w] / count);
            return network.parameters(mean);
        }
    }

    /** An answer as the network would give it, drawn by its own likelihood. */
    private static float[] drawn(
            Head head, float[] logits, int from, int width, double[] scale, SplittableRandom random) {
        float[] drawn = new float[width];
        switch (head) {
            case BINARY -> drawn[0] = random.nextDouble() < 1 / (1 + Math.exp(-logits[from])) ? 1 : 0;
            case REGRESSION -> {
                for (int c = 0; c < width; c++) {
                    drawn[c] = (float) (logits[from + c] + random.nextGaussian() * scale[c]);
                }
            }
            case MULTICLASS -> {
                double most = Double.NEGATIVE_INFINITY;
                int best = 0;
                for (int c = 0; c < width; c++) {
                    // the largest logit with Gumbel noise is a draw from the softmax
                    double noisy = logits[from + c] - Math.log(-Math.log(random.nextDouble(1e-12, 1)));
                    if (noisy > most) best = c;
                    most = Math.max(most, noisy);
                }
                drawn[best] = 1;
            }
            case SURVIVAL, DETECTION, SEGMENTATION, NONE ->
                throw new IllegalArgumentException("outputs of the head " + head + " cannot be drawn");
        }
        return drawn;
    }
}
