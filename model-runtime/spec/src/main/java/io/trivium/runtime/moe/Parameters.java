package io.trivium.runtime.moe;

import io.trivium.core.tensor.Safetensors;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.core.tensor.StoredTensor;
import io.trivium.core.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Named float32 tensors in their order, as {@code weights.safetensors} holds them. The arrays are not copied on the way
 * in or out. Not thread-safe while it is filled.
 */
public final class Parameters {
    @SuppressWarnings("ArrayRecordComponent") // weights; never compared
    private record Entry(long[] shape, float[] values) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** Adds or replaces a tensor.
     * @throws IllegalArgumentException unless the numbers fill the shape */
    public Parameters put(String name, long[] shape, float[] values) {
        long size = 1;
        for (long dimension : shape) size = Math.multiplyExact(size, dimension);
        if (size != values.length) {
            throw new IllegalArgumentException(name + " has " + values.length + " numbers, its shape "
                    + Arrays.toString(shape) + " wants " + size);
        }
        entries.put(name, new Entry(shape.clone(), values));
        return this;
    }

    public boolean has(String name) {
        return entries.containsKey(name);
    }

    /** The numbers of a tensor, row-major; the array itself. */
    public float[] get(String name) {
        return entry(name).values;
    }

    public long[] shape(String name) {
        return entry(name).shape.clone();
    }

    /** In the order they were added. */
    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /** Numbers in all tensors together. */
    public long count() {
        return entries.values().stream().mapToLong(entry -> entry.values.length).sum();
    }

    /** A deep copy. */
    public Parameters copy() {
        Parameters copy = new Parameters();
        entries.forEach((name, entry) -> copy.put(name, entry.shape, entry.values.clone()));
        return copy;
    }

    private Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) throw new IllegalArgumentException("there is no parameter " + name);
        return entry;
    }

    /**
     * Reads a file whose tensors are all F32.
     *
     * @throws IllegalArgumentException when a tensor has another type
     */
    public static Parameters read(Path file) throws IOException {
        Parameters parameters = new Parameters();
        try (Safetensors tensors = Safetensors.open(file)) {
            for (String name : tensors.names()) {
                StoredTensor tensor = tensors.tensor(name);
                if (tensor.type() != TensorType.F32) {
                    throw new IllegalArgumentException("tensor " + name + " is " + tensor.type() + ", not F32");
                }
                parameters.put(name, tensor.shape(), tensor.toFloats());
            }
        }
        return parameters;
    }

    /** Writes a safetensors file that appears only when it is complete. */
    public void write(Path file) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        entries.forEach((name, entry) -> writer.add(name, entry.shape, entry.values));
        writer.write(file);
    }

    /** The bytes {@link #write} would write. */
    public byte[] toBytes() throws IOException {
        Path folder = Files.createTempDirectory("trivium-weights-");
        Path file = folder.resolve("weights.safetensors");
        try {
            write(file);
            return Files.readAllBytes(file);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }
}
