package io.trivium.runtime.onnx;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where graphs run.
 *
 * @param cuda number of the CUDA device, 0 being the first; empty for the processor
 */
public record Device(OptionalInt cuda) {
    public static final Device CPU = new Device(OptionalInt.empty());

    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

    /**
     * Reads {@code cpu}, {@code cuda} or {@code cuda:N}.
     *
     * @throws IllegalArgumentException when it is none of them
     */
    public static Device parse(String text) {
        if (text.equals("cpu")) return CPU;
        Matcher cuda = CUDA.matcher(text);
        if (!cuda.matches()) throw new IllegalArgumentException("a device is cpu, cuda or cuda:N, not '" + text + "'");
        return new Device(OptionalInt.of(cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1))));
    }

    public boolean isCuda() {
        return cuda.isPresent();
    }

    @Override
    public String toString() {
        return cuda.isPresent() ? "cuda:" + cuda.getAsInt() : "cpu";
    }
}
