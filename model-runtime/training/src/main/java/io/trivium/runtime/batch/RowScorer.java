package io.trivium.runtime.batch;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.tensor.Tensor;
import java.util.List;

/** A loaded version that answers rows. */
public interface RowScorer {
    /**
     * The answer of the model.
     *
     * @param outputs with the rows of the inputs
     * @param degraded whether less than the whole model answered
     */
    record Scores(ModelName model, VersionNumber version, List<Tensor> outputs, boolean degraded) {}

    /** The task of the version. */
    TaskName task();

    /** Names of its inputs. */
    List<String> inputs();

    /** Most rows it takes at once. */
    int mostRows();

    /** Answers rows. */
    Scores score(List<Tensor> inputs);
}
