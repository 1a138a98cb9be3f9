package io.trivium.runtime.learning.update.step;

import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.core.tensor.TensorType;
import io.trivium.runtime.learning.store.Elements;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.statistics.BoundedLabels;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * One side of a data set, written as the trainer reads it: each input F32 [N, …], {@code label} F32, {@code rowhash}
 * I64, and with an interval among the labels {@code labelbounds} F32 [labels…, 2]. Rows are written to disk column by column as they arrive, so that none are kept in memory. Not thread-safe.
 */
final class PartFile implements Closeable {
    private static final String LABEL = "label";
    private static final String ROW_HASH = "rowhash";
    private static final String BOUNDS = "labelbounds";
    private static final int BUFFER = 1 << 16;

    /** A tensor whose rows are being written. */
    private record Column(TensorType type, List<Long> rowShape, Path file, OutputStream out) {}

    private final List<TensorSpec> inputs;
    private final Path target;
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private boolean intervals;
    private int rows;

    /** @param labelsPerRow numbers of a label */
    PartFile(Path folder, String part, ModelSpec model, int labelsPerRow) throws IOException {
        this.inputs = model.inputs();
        this.target = folder.resolve(part + ".safetensors");
        for (TensorSpec input : inputs) {
            open(
                    folder,
                    part,
                    input.name(),
                    TensorType.F32,
                    input.shape().subList(1, input.shape().size()));
        }
        open(folder, part, LABEL, TensorType.F32, labelsPerRow == 1 ? List.of() : List.of((long) labelsPerRow));
        open(folder, part, ROW_HASH, TensorType.I64, List.of());
        open(folder, part, BOUNDS, TensorType.F32, labelsPerRow == 1 ? List.of(2L) : List.of((long) labelsPerRow, 2L));
    }

    private void open(Path folder, String part, String name, TensorType type, List<Long> rowShape) throws IOException {
        Path file = folder.resolve(part + "." + columns.size() + ".column");
        columns.put(
                name, new Column(type, rowShape, file, new BufferedOutputStream(Files.newOutputStream(file), BUFFER)));
    }

    /** Adds a row; false when its inputs are not those of the model. */
    boolean add(List<ExampleTensor> given, BoundedLabels label, long hash) throws IOException {
        Map<String, ExampleTensor> byName = new HashMap<>();
        for (ExampleTensor each : given) byName.put(each.name(), each);
        for (TensorSpec input : inputs) {
            ExampleTensor tensor = byName.get(input.name());
            if (tensor == null || Elements.of(tensor).size() != size(input)) return false;
        }
        for (TensorSpec input : inputs) {
            ExampleTensor tensor = byName.get(input.name());
            if (tensor == null) return false;
            Elements elements = Elements.of(tensor);
            ByteBuffer bytes = bytes(elements.size() * Float.BYTES);
            for (int i = 0; i < elements.size(); i++) bytes.putFloat((float) elements.at(i));
            write(input.name(), bytes);
        }
        ByteBuffer target = bytes(label.count() * Float.BYTES);
        ByteBuffer bounds = bytes(2 * label.count() * Float.BYTES);
        for (int i = 0; i < label.count(); i++) {
            target.putFloat(label.numbers()[i]);
            bounds.putFloat(label.low(i)).putFloat(label.high(i));
        }
        write(LABEL, target);
        write(BOUNDS, bounds);
        intervals |= label.bounds().length > 0;
        write(ROW_HASH, bytes(Long.BYTES).putLong(hash));
        rows++;
        return true;
    }

    private static long size(TensorSpec input) {
        return input.shape().stream().skip(1).reduce(1L, Math::multiplyExact);
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void write(String name, ByteBuffer bytes) throws IOException {
        Column column = columns.get(name);
        if (column == null) throw new IllegalStateException("there is no column " + name);
        column.out().write(bytes.array(), bytes.arrayOffset(), bytes.position());
    }

    int rows() {
        return rows;
    }

    /** Puts the columns together; the file appears when it is complete. */
    void finish() throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        for (Map.Entry<String, Column> each : columns.entrySet()) {
            Column column = each.getValue();
            column.out().close();
            if (each.getKey().equals(BOUNDS) && !intervals) continue;
            long[] shape = LongStream.concat(
                            LongStream.of(rows), column.rowShape().stream().mapToLong(Long::longValue))
                    .toArray();
            writer.add(each.getKey(), column.type(), shape, out -> {
                try (FileChannel in = FileChannel.open(column.file())) {
                    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
                    while (in.read(buffer) >= 0) {
                        out.write(buffer.flip());
                        buffer.clear();
                    }
                }
            });
        }
        writer.write(target);
    }

    @Override
    public void close() throws IOException {
        for (Column column : columns.values()) {
            column.out().close();
            Files.deleteIfExists(column.file());
        }
    }
}
