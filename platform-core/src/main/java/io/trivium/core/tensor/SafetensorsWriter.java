package io.trivium.core.tensor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Writes a safetensors file. The tensors' bytes begin at a multiple of 8 and follow in the order of their element size,
 * largest first, so that every element is aligned. The file appears under its name only when it is complete and synced to
 * disk. The same calls give the same bytes. Not thread-safe.
 */
public final class SafetensorsWriter {
    private static final int CHUNK_BYTES = 1 << 20;

    /** Gives the bytes of a tensor, little-endian and row-major, to {@code out}. */
    @FunctionalInterface
    public interface Content {
        void writeTo(WritableByteChannel out) throws IOException;
    }

    private record Entry(TensorType type, List<Long> shape, long bytes, Content content) {}

    private final Map<String, String> metadata = new TreeMap<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** Free text for readers of the file. */
    public SafetensorsWriter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /** A tensor whose bytes are made while the file is written. */
    public SafetensorsWriter add(String name, TensorType type, long[] shape, Content content) {
        long bytes = type.size();
        for (long dimension : shape) {
            if (dimension < 0) {
                throw new IllegalArgumentException("tensor " + name + " has a negative dimension: " + dimension);
            }
            bytes = Math.multiplyExact(bytes, dimension);
        }
        if (name.equals("__metadata__")
                || entries.putIfAbsent(
                                name,
                                new Entry(type, LongStream.of(shape).boxed().toList(), bytes, content))
                        != null) {
            throw new IllegalArgumentException("the name " + name + " is taken");
        }
        return this;
    }

    /** An F32 tensor; the array is read when the file is written. */
    public SafetensorsWriter add(String name, long[] shape, float[] values) {
        return addArray(
                name,
                TensorType.F32,
                shape,
                values.length,
                (out, from, n) -> out.asFloatBuffer().put(values, from, n));
    }

    /** An F64 tensor; the array is read when the file is written. */
    public SafetensorsWriter add(String name, long[] shape, double[] values) {
        return addArray(
                name,
                TensorType.F64,
                shape,
                values.length,
                (out, from, n) -> out.asDoubleBuffer().put(values, from, n));
    }

    /** An I64 tensor; the array is read when the file is written. */
    public SafetensorsWriter add(String name, long[] shape, long[] values) {
        return addArray(
                name,
                TensorType.I64,
                shape,
                values.length,
                (out, from, n) -> out.asLongBuffer().put(values, from, n));
    }

    /** An I32 tensor; the array is read when the file is written. */
    public SafetensorsWriter add(String name, long[] shape, int[] values) {
        return addArray(
                name,
                TensorType.I32,
                shape,
                values.length,
                (out, from, n) -> out.asIntBuffer().put(values, from, n));
    }

    /** A U8 tensor; the array is read when the file is written. */
    public SafetensorsWriter add(String name, long[] shape, byte[] values) {
        return addArray(
                name,
                TensorType.U8,
                shape,
                values.length,
                (out, from, n) -> out.slice().put(values, from, n));
    }

    /** Writes everything added so far; an existing file is replaced in one step. */
    public void write(Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        List<Map.Entry<String, Entry>> ordered = new ArrayList<>(entries.entrySet());
        ordered.sort(Comparator.comparingInt(e -> -e.getValue().type.size()));
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            byte[] header = header(ordered);
            ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            writeFully(channel, length.putLong(header.length).flip());
            writeFully(channel, ByteBuffer.wrap(header));
            for (Map.Entry<String, Entry> tensor : ordered) {
                long before = channel.position();
                tensor.getValue().content.writeTo(new Fully(channel));
                long written = channel.position() - before;
                if (written != tensor.getValue().bytes) {
                    throw new IllegalStateException("tensor " + tensor.getKey() + " came with " + written
                            + " bytes, its shape wants " + tensor.getValue().bytes);
                }
            }
            channel.force(true);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(part);
            throw e;
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private SafetensorsWriter addArray(String name, TensorType type, long[] shape, int length, Chunk chunk) {
        long elements = 1;
        for (long dimension : shape) elements = Math.multiplyExact(elements, dimension);
        if (elements != length) {
            throw new IllegalArgumentException(
                    "tensor " + name + " has " + length + " elements, its shape wants " + elements);
        }
        return add(name, type, shape, out -> {
            int step = CHUNK_BYTES / type.size();
            ByteBuffer buffer =
                    ByteBuffer.allocate(Math.min(length, step) * type.size()).order(ByteOrder.LITTLE_ENDIAN);
            for (int from = 0; from < length; from += step) {
                int count = Math.min(step, length - from);
                buffer.clear().limit(count * type.size());
                chunk.put(buffer, from, count);
                out.write(buffer);
            }
        });
    }

    private byte[] header(List<Map.Entry<String, Entry>> ordered) throws IOException {
        var out = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart("__metadata__");
                for (Map.Entry<String, String> text : metadata.entrySet()) {
                    json.writeStringField(text.getKey(), text.getValue());
                }
                json.writeEndObject();
            }
            long offset = 0;
            for (Map.Entry<String, Entry> tensor : ordered) {
                Entry entry = tensor.getValue();
                json.writeObjectFieldStart(tensor.getKey());
                json.writeStringField("dtype", entry.type.name());
                json.writeFieldName("shape");
                json.writeArray(entry.shape.stream().mapToLong(Long::longValue).toArray(), 0, entry.shape.size());
                json.writeFieldName("data_offsets");
                json.writeArray(new long[] {offset, Math.addExact(offset, entry.bytes)}, 0, 2);
                json.writeEndObject();
                offset += entry.bytes;
            }
            json.writeEndObject();
        }
        while (out.size() % Long.BYTES != 0) out.write(' ');
        if (out.size() > Safetensors.MAX_HEADER_BYTES) {
            throw new IllegalStateException("a header of " + out.size() + " bytes cannot be read back");
        }
        return out.toByteArray();
    }

    private static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) channel.write(bytes);
    }

    @FunctionalInterface
    private interface Chunk {
        void put(ByteBuffer out, int from, int count);
    }

    /** Spares the makers of content the loop around short writes. */
    private record Fully(WritableByteChannel channel) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int count = bytes.remaining();
            writeFully(channel, bytes);
            return count;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() {
            // The next tensor follows in the file.
        }
    }
}
