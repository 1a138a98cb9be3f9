package io.trivium.runtime.serving;

import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Requests joined along the first dimension, and answers split along it. */
final class Batches {
    private Batches() {}

    /** The inputs of all requests, in their order; those of a single one as they are. */
    static Map<String, Tensor> join(List<InferenceTask> tasks) {
        InferenceTask first = tasks.getFirst();
        if (tasks.size() == 1) return first.inputs;
        Map<String, Tensor> joined = new LinkedHashMap<>();
        for (String input : first.inputs.keySet()) {
            List<Tensor> parts = new ArrayList<>();
            for (InferenceTask task : tasks) {
                Tensor part = task.inputs.get(input);
                if (part == null) throw new IllegalStateException("input '" + input + "' is missing");
                parts.add(part);
            }
            joined.put(input, concatenate(parts));
        }
        return joined;
    }

    /** All outputs that any of the requests names. */
    static List<String> outputs(List<InferenceTask> tasks) {
        if (tasks.size() == 1) return tasks.getFirst().outputs;
        Set<String> outputs = new LinkedHashSet<>();
        for (InferenceTask task : tasks) outputs.addAll(task.outputs);
        return List.copyOf(outputs);
    }

    /**
     *  The requested outputs of each request, for its own rows.
     * @throws IllegalStateException when an output does not have the rows of the inputs
     */
    static List<List<Tensor>> split(List<InferenceTask> tasks, List<Tensor> whole, long rows) {
        if (tasks.size() == 1) return List.of(whole);
        Map<String, Tensor> byName = new HashMap<>();
        for (Tensor output : whole) {
            if (output.rank() == 0 || output.size(0) != rows) {
                throw new IllegalStateException(
                        "output " + output + " of a batch of " + rows + " rows cannot be split");
            }
            byName.put(output.name(), output);
        }
        List<List<Tensor>> answers = new ArrayList<>();
        long from = 0;
        for (InferenceTask task : tasks) {
            List<Tensor> answer = new ArrayList<>();
            for (String output : task.outputs) {
                Tensor all = byName.get(output);
                if (all == null) throw new IllegalStateException("output '" + output + "' was not computed");
                answer.add(all.rows(from, from + task.rows));
            }
            answers.add(answer);
            from += task.rows;
        }
        return answers;
    }

    private static Tensor concatenate(List<Tensor> parts) {
        Tensor first = parts.getFirst();
        long bytes = 0;
        long rows = 0;
        for (Tensor part : parts) {
            bytes += part.data().remaining();
            rows += part.size(0);
        }
        long[] shape = first.shape();
        shape[0] = rows;
        if (first.type() == TensorType.BYTES) {
            List<byte[]> texts = new ArrayList<>();
            for (Tensor part : parts) texts.addAll(part.texts());
            return Tensor.ofTexts(first.name(), shape, texts);
        }
        ByteBuffer whole = ByteBuffer.allocateDirect(Math.toIntExact(bytes));
        for (Tensor part : parts) whole.put(part.data());
        return Tensor.of(first.name(), first.type(), shape, whole.flip());
    }
}
