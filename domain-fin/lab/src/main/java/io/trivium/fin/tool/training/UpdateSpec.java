package io.trivium.fin.tool.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.trivium.fin.tool.ToolException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The specification for continuing the training of a champion: the same network, a few short passes over the newest
 * labels, no warm-up to a high rate and no long average, which would keep the champion as it is.
 */
final class UpdateSpec {
    private static final int EPOCHS = 2;
    private static final double LEARNING_RATE = 0.001;
    private static final double AVERAGING = 0.98;
    private static final int REBALANCE_STEPS = 50;

    private UpdateSpec() {}

    /**
     * Writes it.
     *
     * @param spec by which the champion was trained from the start
     */
    static void write(Path spec, Path target) throws IOException {
        YAMLMapper yaml = new YAMLMapper();
        ObjectNode root = (ObjectNode) yaml.readTree(spec.toFile());
        if (!(root.get("training") instanceof ObjectNode training)) {
            throw new ToolException(spec + ": has no part training, so its champion cannot be trained further");
        }
        training.put("epochs", EPOCHS)
                .put("patience", EPOCHS)
                .put("learningRate", LEARNING_RATE)
                .put("averaging", AVERAGING)
                .put("rebalanceSteps", REBALANCE_STEPS);
        yaml.writeValue(target.toFile(), root);
    }
}
