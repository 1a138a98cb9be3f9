package io.trivium.runtime.execution;

import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** The inputs and outputs of a model, and the form of a request. Immutable. */
public final class ModelSignature {
    /** One input or output.
     * @param shape −1 where any size is accepted */
    public record Port(String name, TensorType type, List<Long> shape) {}

    private final Map<String, Port> inputs;
    private final Map<String, Port> outputs;

    private final boolean finiteInputs;

    /** @param finiteInputs whether a request with NaN or infinity in an input is refused */
    public ModelSignature(List<Port> inputs, List<Port> outputs, boolean finiteInputs) {
        this.inputs = byName(inputs);
        this.outputs = byName(outputs);
        this.finiteInputs = finiteInputs;
    }

    private static Map<String, Port> byName(List<Port> ports) {
        Map<String, Port> named = new LinkedHashMap<>();
        for (Port port : ports) named.put(port.name(), port);
        return Collections.unmodifiableMap(named);
    }

    /** The signature that a specification promises; for a model of several graphs. */
    public static ModelSignature of(ModelSpec spec, boolean finiteInputs) {
        return new ModelSignature(ports(spec.inputs()), ports(spec.outputs()), finiteInputs);
    }

    private static List<Port> ports(List<TensorSpec> tensors) {
        return tensors.stream()
                .map(tensor -> new Port(tensor.name(), tensor.type(), tensor.shape()))
                .toList();
    }

    /** The same without some inputs. */
    public ModelSignature without(Set<String> names) {
        List<Port> rest = inputs.values().stream()
                .filter(port -> !names.contains(port.name()))
                .toList();
        return new ModelSignature(rest, List.copyOf(outputs.values()), finiteInputs);
    }

    public Collection<Port> inputs() {
        return inputs.values();
    }

    public Collection<Port> outputs() {
        return outputs.values();
    }

    /** Adds a fault for every difference between the graph and the specification. */
    public void compare(ModelSpec spec, List<String> faults) {
        compare("input", inputs, spec.inputs(), faults);
        compare("output", outputs, spec.outputs(), faults);
    }

    private static void compare(String what, Map<String, Port> ports, List<TensorSpec> promised, List<String> faults) {
        Map<String, Port> rest = new LinkedHashMap<>(ports);
        for (TensorSpec tensor : promised) {
            Port port = rest.remove(tensor.name());
            if (port == null) {
                faults.add("spec.yaml promises " + what + " '" + tensor.name() + "', the graph has none");
            } else if (port.type() != tensor.type() || !agrees(port.shape(), tensor.shape())) {
                faults.add("spec.yaml promises " + what + " '" + tensor.name() + "' as " + tensor.type()
                        + tensor.shape() + ", the graph has " + port.type() + port.shape());
            }
        }
        for (String extra : rest.keySet()) faults.add("the graph has " + what + " '" + extra + "', spec.yaml does not");
    }

    private static boolean agrees(List<Long> actual, List<Long> promised) {
        if (actual.size() != promised.size()) return false;
        for (int i = 0; i < actual.size(); i++) {
            if (actual.get(i) >= 0 && !actual.get(i).equals(promised.get(i))) return false;
        }
        return true;
    }

    /** Whether requests may be joined along the first dimension of every input and split along that of every output. */
    public boolean isBatched() {
        return !inputs.isEmpty() && allBatched(inputs.values()) && allBatched(outputs.values());
    }

    private static boolean allBatched(Collection<Port> ports) {
        return ports.stream()
                .allMatch(port -> !port.shape().isEmpty() && port.shape().getFirst() < 0);
    }

    /**
     *  Checks a request's inputs and puts them in the graph's order.
     * @throws PlatformException {@link RuntimeErrorCode#INFERENCE_REQUEST_INVALID} naming the expected and the received
     *     form
     */
    public Map<String, Tensor> check(ModelName model, List<Tensor> given) {
        Map<String, Tensor> byName = new LinkedHashMap<>();
        for (Tensor tensor : given) {
            if (!inputs.containsKey(tensor.name())) {
                throw invalid("unexpected input '" + tensor.name() + "' for model '" + model + "'; expected "
                        + inputs.keySet());
            }
            if (byName.put(tensor.name(), tensor) != null) {
                throw invalid("input '" + tensor.name() + "' is given twice");
            }
        }
        Map<String, Tensor> ordered = new LinkedHashMap<>();
        long rows = -1;
        for (Port port : inputs.values()) {
            Tensor tensor = byName.get(port.name());
            if (tensor == null) {
                throw invalid("missing input '" + port.name() + "' for model '" + model + "'; expected "
                        + inputs.keySet() + ", got " + byName.keySet());
            }
            checkPort(port, tensor);
            if (isBatched()) {
                if (rows >= 0 && rows != tensor.size(0)) {
                    throw invalid("input '" + port.name() + "' has batch size " + tensor.size(0)
                            + ", another input has " + rows);
                }
                rows = tensor.size(0);
            }
            if (finiteInputs) checkFinite(tensor);
            ordered.put(port.name(), tensor);
        }
        return ordered;
    }

    private static void checkPort(Port port, Tensor tensor) {
        if (tensor.type() != port.type()) {
            throw invalid("input '" + port.name() + "' expects datatype " + port.type() + ", got " + tensor.type());
        }
        boolean fits = tensor.rank() == port.shape().size();
        for (int i = 0; fits && i < tensor.rank(); i++) {
            long size = port.shape().get(i);
            fits = size < 0 ? tensor.size(i) > 0 : size == tensor.size(i);
        }
        if (!fits) {
            StringJoiner got = new StringJoiner(", ", "[", "]");
            for (long size : tensor.shape()) got.add(Long.toString(size));
            throw invalid("input '" + port.name() + "' expects shape " + port.shape() + ", got " + got
                    + (port.shape().contains(-1L) ? "; -1 means any size of at least 1" : ""));
        }
    }

    private static void checkFinite(Tensor tensor) {
        long at = tensor.firstNotFinite();
        if (at >= 0) {
            throw invalid("input '" + tensor.name() + "' has a number that is not finite, element " + at
                    + "; this model takes none");
        }
    }

    /** The requested outputs, or all of them; refuses an unknown name. */
    public List<String> chosenOutputs(ModelName model, List<String> asked) {
        if (asked.isEmpty()) return new ArrayList<>(outputs.keySet());
        for (String name : asked) {
            if (!outputs.containsKey(name)) {
                throw invalid("unexpected output '" + name + "' for model '" + model + "'; it has " + outputs.keySet());
            }
        }
        if (asked.stream().distinct().count() < asked.size()) throw invalid("an output is asked for twice: " + asked);
        return List.copyOf(asked);
    }

    private static PlatformException invalid(String message) {
        return new PlatformException(RuntimeErrorCode.INFERENCE_REQUEST_INVALID, message);
    }
}
