package io.trivium.runtime.learning.store;

import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.learning.ExampleTensor;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks that the inputs of an example are those of a model of its task: each tensor of the specification and no other,
 * of its type and shape, with numbers in it, within limits. Pure.
 *
 * @param largestMagnitude limit of floating-point elements where the specification gives none
 */
record ExampleGate(double largestMagnitude) {

    /**
     * Why an example is not taken.
     *
     * @param detail one sentence without a value of the example
     */
    record Refusal(RejectionReason reason, String detail) {}

    /** Why the inputs are not those of this specification; empty when they are. */
    Optional<Refusal> check(ExampleObserved example, ModelSpec spec) {
        Map<String, ExampleTensor> given = new HashMap<>();
        example.inputs().forEach(input -> given.put(input.name(), input));
        for (TensorSpec wanted : spec.inputs()) {
            ExampleTensor input = given.remove(wanted.name());
            if (input == null) {
                return refusal(RejectionReason.MISSING_TENSOR, "The tensor " + wanted.name() + " is missing.");
            }
            Optional<Refusal> wrong = check(input, wanted);
            if (wrong.isPresent()) return wrong;
        }
        return given.keySet().stream()
                .sorted()
                .findFirst()
                .flatMap(name -> refusal(RejectionReason.UNKNOWN_TENSOR, "The model has no input " + name + "."));
    }

    private Optional<Refusal> check(ExampleTensor input, TensorSpec wanted) {
        if (!input.datatype().name().equals(wanted.type().name())) {
            return refusal(
                    RejectionReason.WRONG_TYPE,
                    "The tensor " + wanted.name() + " must be " + wanted.type() + ", not " + input.datatype() + ".");
        }
        List<Long> row = wanted.shape().subList(1, wanted.shape().size());
        if (!fits(input.shape(), row)) {
            return refusal(
                    RejectionReason.WRONG_SHAPE,
                    "The tensor " + wanted.name() + " must have the shape " + row + ", not " + input.shape() + ".");
        }
        boolean floats = wanted.type().isFloatingPoint();
        double least = wanted.hasLimits() || !floats ? wanted.least() : -largestMagnitude;
        double most = wanted.hasLimits() || !floats ? wanted.most() : largestMagnitude;
        Elements elements = Elements.of(input);
        for (int i = 0; i < elements.size(); i++) {
            double value = elements.at(i);
            if (!Double.isFinite(value)) {
                return refusal(RejectionReason.NOT_FINITE, "Element " + place(i, wanted) + " is no number.");
            }
            if (value < least || value > most) {
                return refusal(
                        RejectionReason.OUT_OF_RANGE,
                        "Element " + place(i, wanted) + " is not between " + least + " and " + most + ".");
            }
        }
        return Optional.empty();
    }

    private static boolean fits(List<Long> shape, List<Long> row) {
        if (shape.size() != row.size()) return false;
        for (int i = 0; i < row.size(); i++) {
            if (row.get(i) >= 0 && !row.get(i).equals(shape.get(i))) return false;
        }
        return true;
    }

    private static String place(int index, TensorSpec tensor) {
        return InputColumns.name(tensor, index) + " of " + tensor.name();
    }

    private static Optional<Refusal> refusal(RejectionReason reason, String detail) {
        return Optional.of(new Refusal(reason, detail));
    }
}
