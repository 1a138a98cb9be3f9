package io.trivium.runtime.learning.gate;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.document.Pace;
import io.trivium.runtime.execution.Execution;
import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.execution.ServedModel;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** A version loaded for its examination alone, out of reach of requests. Belongs to one thread. */
public final class Contender implements AutoCloseable {
    private static final int ROWS_AT_ONCE = 128;

    private final ServedModel model;
    private final TenantId tenant;
    private final double share;
    private final List<String> outputs;
    private final IdentityHashMap<GateRows, Answers> known = new IdentityHashMap<>();

    /**
     * Takes the loader's reference over.
     *
     * @param share of the time in which it answers
     */
    public Contender(ServedModel model, TenantId tenant, double share) {
        this.model = model;
        this.share = share;
        this.tenant = tenant;
        this.outputs =
                model.spec().outputs().stream().map(output -> output.name()).toList();
    }

    public ModelName name() {
        return model.name();
    }

    public VersionNumber version() {
        return model.version();
    }

    long residentBytes() {
        return model.residentBytes();
    }

    /** The answers to rows, computed once. */
    public Answers answers(GateRows rows) throws ExecutionException {
        Answers found = known.get(rows);
        if (found == null) {
            found = answerAnew(rows, ROWS_AT_ONCE);
            known.put(rows, found);
        }
        return found;
    }

    /**
     * The answers to rows, computed again even if they were computed before.
     *
     * @param atOnce most rows of a call
     */
    public Answers answerAnew(GateRows rows, int atOnce) throws ExecutionException {
        if (!model.signature().isBatched()) {
            throw new IllegalArgumentException("a model that takes one row alone cannot be compared by rows;"
                    + " let the first size of every input and output be -1");
        }
        int most = Math.min(atOnce, model.spec().serving().maxBatch());
        float[] values = new float[0];
        int width = 0;
        int notFinite = 0;
        boolean degraded = false;
        Pace pace = new Pace(share);
        for (int from = 0; from < rows.rows(); from += most) {
            int to = Math.min(rows.rows(), from + most);
            if (Thread.currentThread().isInterrupted()) throw new CancellationException("the examination was stopped");
            Called called = call(rows, from, to);
            pace.rest();
            degraded |= called.degraded();
            notFinite += notFinite(called.outputs(), to - from);
            Tensor first = called.outputs().getFirst();
            if (first.type() != TensorType.FP32) {
                throw new IllegalArgumentException(
                        "the first output must be float32 to be compared, not " + first.type());
            }
            if (width == 0) {
                width = Math.toIntExact(first.elements() / first.size(0));
                values = new float[Math.multiplyExact(rows.rows(), width)];
            }
            first.data().asFloatBuffer().get(values, from * width, (to - from) * width);
        }
        return new Answers(values, Math.max(1, width), notFinite, degraded);
    }

    /** One call and its result. */
    private record Called(List<Tensor> outputs, boolean degraded) {}

    /** Nanoseconds that one call with these rows takes. */
    public long nanos(GateRows rows) throws ExecutionException {
        long start = System.nanoTime();
        call(rows, 0, rows.rows());
        return System.nanoTime() - start;
    }

    private Called call(GateRows rows, int from, int to) throws ExecutionException {
        List<Tensor> some = rows.inputs().values().stream()
                .map(input -> input.rows(from, to))
                .toList();
        Map<String, Tensor> inputs = model.signature().check(model.name(), some);
        try (Execution execution = model.start(inputs, outputs, tenant)) {
            boolean more = execution.advance();
            while (more) more = execution.advance();
            return new Called(execution.outputs(), execution.report().degraded());
        }
    }

    private static int notFinite(List<Tensor> outputs, int rows) {
        int wrong = 0;
        for (int row = 0; row < rows; row++) {
            for (Tensor output : outputs) {
                if (output.rows(row, row + 1).firstNotFinite() >= 0) {
                    wrong++;
                    break;
                }
            }
        }
        return wrong;
    }

    @Override
    public void close() {
        known.clear();
        model.release();
    }
}
