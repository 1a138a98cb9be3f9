package io.trivium.core.tensor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.CharConversionException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An open safetensors file: 8 bytes of header length, a JSON header, then the tensors' bytes without a gap
 * (https://github.com/huggingface/safetensors, format description).
 *
 * <p>The bytes are mapped, not read, so that files larger than the heap can be used. The header is not trusted: lengths,
 * offsets, overlaps, gaps, shapes and types are checked before anything is allocated. Thread-safe until closed; tensors
 * must not be used after that.
 */
public final class Safetensors implements AutoCloseable {
    /** As the format's own implementation has it. */
    static final int MAX_HEADER_BYTES = 100_000_000;

    private static final String METADATA = "__metadata__";
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(4)
                    .maxNumberLength(20)
                    .maxStringLength(1 << 20)
                    .maxNameLength(4096)
                    .build())
            .build();

    private final Arena arena;
    private final Map<String, String> metadata;
    private final Map<String, StoredTensor> tensors;

    private Safetensors(Arena arena, Map<String, String> metadata, Map<String, StoredTensor> tensors) {
        this.arena = arena;
        this.metadata = metadata;
        this.tensors = tensors;
    }

    /**
     * Opens a file for reading.
     *
     * @throws InvalidTensorFileException if it is not well-formed
     */
    @SuppressWarnings("MustBeClosedChecker") // the arena is closed with the file
    public static Safetensors open(Path file) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return parse(bytes, arena);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /** Free text of the file's author. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Names of the tensors in the order of their bytes. */
    public Set<String> names() {
        return tensors.keySet();
    }

    /** The tensor of this name. */
    public StoredTensor tensor(String name) throws InvalidTensorFileException {
        StoredTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new InvalidTensorFileException("the file has no tensor " + name + ", only " + tensors.keySet());
        }
        return tensor;
    }

    @Override
    public void close() {
        arena.close();
    }

    private static Safetensors parse(MemorySegment bytes, Arena arena) throws IOException {
        if (bytes.byteSize() < Long.BYTES) {
            throw new InvalidTensorFileException("a safetensors file has at least 8 bytes");
        }
        long length = bytes.get(LENGTH, 0);
        if (length < 2 || length > Math.min(MAX_HEADER_BYTES, bytes.byteSize() - Long.BYTES)) {
            throw new InvalidTensorFileException("the header's length of " + Long.toUnsignedString(length)
                    + " does not fit a file of " + bytes.byteSize() + " bytes");
        }
        byte[] header = bytes.asSlice(Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
        if (header[0] != '{') throw new InvalidTensorFileException("the header must begin with {");
        Map<String, String> metadata = new LinkedHashMap<>();
        List<Entry> entries = readHeader(header, metadata);
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));

        MemorySegment data = bytes.asSlice(Long.BYTES + length);
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        long expected = 0;
        for (Entry entry : entries) {
            if (entry.begin != expected) {
                throw new InvalidTensorFileException("tensor " + entry.name + " begins at " + entry.begin + " where "
                        + expected + " was due: tensors must follow each other without gap or overlap");
            }
            if (entry.end > data.byteSize()) {
                throw new InvalidTensorFileException("tensor " + entry.name + " ends behind the file");
            }
            tensors.put(
                    entry.name,
                    new StoredTensor(
                            entry.name,
                            entry.type,
                            entry.shape.stream().mapToLong(Long::longValue).toArray(),
                            data.asSlice(entry.begin, entry.end - entry.begin)));
            expected = entry.end;
        }
        if (expected != data.byteSize()) {
            throw new InvalidTensorFileException(
                    "the file has " + (data.byteSize() - expected) + " bytes that belong to no tensor");
        }
        return new Safetensors(arena, Collections.unmodifiableMap(metadata), Collections.unmodifiableMap(tensors));
    }

    private record Entry(String name, TensorType type, List<Long> shape, long begin, long end) {}

    private static List<Entry> readHeader(byte[] header, Map<String, String> metadata) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (JsonParser json = JSON.createParser(header)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                expect(json.nextToken(), JsonToken.START_OBJECT, name);
                if (name.equals(METADATA)) {
                    while (json.nextToken() == JsonToken.FIELD_NAME) {
                        String key = json.currentName();
                        expect(json.nextToken(), JsonToken.VALUE_STRING, METADATA);
                        metadata.put(key, json.getText());
                    }
                } else {
                    entries.add(readEntry(json, name));
                }
            }
            if (json.nextToken() != null) throw new InvalidTensorFileException("the header has content after its end");
        } catch (JsonProcessingException | CharConversionException e) {
            throw new InvalidTensorFileException("the header is not well-formed JSON", e);
        }
        return entries;
    }

    private static Entry readEntry(JsonParser json, String name) throws IOException {
        TensorType type = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "dtype" -> type = type(json, name);
                case "shape" -> shape = numbers(json, name);
                case "data_offsets" -> offsets = numbers(json, name);
                default -> throw new InvalidTensorFileException("tensor " + name + " has an unknown field " + field);
            }
        }
        if (type == null || shape == null || offsets == null || offsets.size() != 2) {
            throw new InvalidTensorFileException("tensor " + name + " needs dtype, shape and two data_offsets");
        }
        long begin = offsets.get(0);
        long end = offsets.get(1);
        long bytes = type.size();
        try {
            for (long dimension : shape) bytes = Math.multiplyExact(bytes, dimension);
        } catch (ArithmeticException e) {
            throw new InvalidTensorFileException("tensor " + name + " has a shape beyond all files", e);
        }
        if (end < begin || end - begin != bytes) {
            throw new InvalidTensorFileException(
                    "tensor " + name + " has " + (end - begin) + " bytes, its shape wants " + bytes);
        }
        return new Entry(name, type, shape, begin, end);
    }

    private static TensorType type(JsonParser json, String name) throws IOException {
        expect(json.currentToken(), JsonToken.VALUE_STRING, name);
        for (TensorType type : TensorType.values()) {
            if (type.name().equals(json.getText())) return type;
        }
        throw new InvalidTensorFileException("tensor " + name + " has a dtype that is not supported");
    }

    private static List<Long> numbers(JsonParser json, String name) throws IOException {
        expect(json.currentToken(), JsonToken.START_ARRAY, name);
        List<Long> values = new ArrayList<>();
        while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
            long value = json.getLongValue();
            if (value < 0) throw new InvalidTensorFileException("tensor " + name + " has a negative number");
            values.add(value);
        }
        expect(json.currentToken(), JsonToken.END_ARRAY, name);
        return values;
    }

    private static void expect(@Nullable JsonToken token, JsonToken expected, String name)
            throws InvalidTensorFileException {
        if (token != expected) throw new InvalidTensorFileException("the header's entry " + name + " is malformed");
    }
}
