package io.trivium.runtime.lab.bench;

import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Made-up requests of a model's form: float32 numbers from 0 to 1, every event of a sequence present. */
final class RandomInputs {
    private static final String PRESENT = "present";

    private final ModelSpec spec;
    private final Random random;

    /** @throws IllegalArgumentException when an input is not float32 or has a free size besides the batch */
    RandomInputs(ModelSpec spec, long seed) {
        this.spec = spec;
        this.random = new Random(seed);
        for (TensorSpec input : spec.inputs()) {
            boolean batched = !input.shape().isEmpty() && input.shape().getFirst() < 0;
            boolean open = input.shape().stream().skip(1).anyMatch(size -> size < 0);
            if (input.type() != TensorType.FP32 || !batched || open) {
                throw new IllegalArgumentException("input '" + input.name() + "' of " + spec.task() + " is "
                        + input.type() + input.shape() + ", not float32 with a batch first and fixed sizes after it");
            }
        }
    }

    List<Tensor> rows(int rows) {
        List<Tensor> inputs = new ArrayList<>();
        for (TensorSpec input : spec.inputs()) {
            long[] shape = input.shape().stream().mapToLong(Long::longValue).toArray();
            shape[0] = rows;
            int elements = Math.toIntExact(Tensor.elements(shape));
            int columns = Math.toIntExact(shape[shape.length - 1]);
            // The first column of a sequence of events marks the events that are present.
            boolean events =
                    !input.columns().isEmpty() && input.columns().getFirst().equalsIgnoreCase(PRESENT);
            ByteBuffer data = ByteBuffer.allocateDirect(4 * elements).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < elements; i++) data.putFloat(events && i % columns == 0 ? 1 : random.nextFloat());
            inputs.add(Tensor.of(input.name(), TensorType.FP32, shape, data.flip()));
        }
        return inputs;
    }
}
