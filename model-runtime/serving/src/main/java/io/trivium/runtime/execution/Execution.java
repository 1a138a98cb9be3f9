package io.trivium.runtime.execution;

import io.trivium.runtime.tensor.Tensor;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * One batch on its way through a model. Driven by one thread at a time, in slices short enough that more urgent work
 * can go in between. Closing releases its resources, whatever its state.
 */
public interface Execution extends AutoCloseable {

    /**
     * Runs the next slice.
     *
     * @param moreUrgent queried between the calls that make up a slice; once true, the slice ends after the call at
     *     hand
     * @return whether more slices follow
     * @throws ExecutionException when the model cannot answer this batch; the execution is then over
     */
    boolean advance(BooleanSupplier moreUrgent) throws ExecutionException;

    /** Runs the next slice in full. */
    default boolean advance() throws ExecutionException {
        return advance(() -> false);
    }

    /** Outputs in the requested order, once {@link #advance} has answered false. */
    List<Tensor> outputs();

    /** The report about the answer, once {@link #advance} has answered false. */
    ExecutionReport report();

    @Override
    void close();
}
