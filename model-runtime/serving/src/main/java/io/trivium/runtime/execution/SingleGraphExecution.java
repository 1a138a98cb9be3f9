package io.trivium.runtime.execution;

import ai.onnxruntime.OrtException;
import io.trivium.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A batch on one graph, as many rows at a time as fit into a slice. */
final class SingleGraphExecution implements Execution {
    private final SingleGraphModel model;
    private final Map<String, Tensor> inputs;
    private final List<String> names;
    private final int rows;
    private final List<List<Tensor>> parts = new ArrayList<>();
    private int done;

    SingleGraphExecution(SingleGraphModel model, Map<String, Tensor> inputs, List<String> names) {
        this.model = model;
        this.inputs = inputs;
        this.names = names;
        this.rows = model.signature().isBatched() ? SingleGraphModel.rows(inputs) : 1;
    }

    @Override
    public boolean advance(BooleanSupplier moreUrgent) throws ExecutionException {
        if (done >= rows) return false;
        int some = model.sliceRows(rows - done);
        try {
            if (some == rows) {
                parts.add(model.run(inputs, names));
            } else {
                Map<String, Tensor> slice = new LinkedHashMap<>();
                for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
                    slice.put(input.getKey(), input.getValue().rows(done, done + some));
                }
                parts.add(checked(model.run(slice, names), some));
            }
        } catch (OrtException e) {
            done = rows;
            throw new ExecutionException("model " + model.name() + ":" + model.version() + " failed on a request", e);
        }
        done += some;
        return done < rows;
    }

    private static List<Tensor> checked(List<Tensor> outputs, int rows) {
        for (Tensor output : outputs) {
            if (output.rank() == 0 || output.size(0) != rows) {
                throw new IllegalStateException("output " + output + " of " + rows + " rows cannot be put together");
            }
        }
        return outputs;
    }

    @Override
    public List<Tensor> outputs() {
        if (done < rows) throw new IllegalStateException("the execution is not done");
        if (parts.size() == 1) return parts.getFirst();
        List<Tensor> outputs = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            int output = i;
            outputs.add(OnnxTensors.join(
                    parts.stream().map(part -> part.get(output)).toList()));
        }
        return outputs;
    }

    @Override
    public ExecutionReport report() {
        return ExecutionReport.WHOLE;
    }

    @Override
    public void close() {
        parts.clear();
    }
}
