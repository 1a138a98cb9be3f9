package io.trivium.runtime.learning;

import java.util.Map;

/**
 * A trained ensemble, as plain numbers.
 *
 * @param weights parameters by name, stacked by member along their first axis
 * @param embeddingBase the embedding at each bin's lower edge; empty without an embedding
 * @param bestEpochs the epoch each member's weights are from
 * @param validationScores the ensemble's scores of the validation rows, computed by the training engine
 */
@SuppressWarnings("ArrayRecordComponent") // weights; never compared
public record TrainedDense(
        DenseSpec spec,
        ColumnEncoding encoding,
        Map<String, float[]> weights,
        float[] embeddingBase,
        int[] bestEpochs,
        float[] validationScores,
        long parameterCount) {

    float[] weight(String name) {
        float[] values = weights.get(name);
        if (values == null) throw new IllegalStateException("no parameter " + name);
        return values;
    }
}
