package io.trivium.runtime.learning.store;

import io.trivium.core.inference.DataType;
import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.model.TaskName;
import io.trivium.runtime.pack.Hashes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/**
 * The inputs of an example as bytes, the same for equal inputs in any order. An unsigned byte with the number of tensors;
 * each, by name: name and datatype (two bytes of length, UTF-8), an unsigned byte with the rank, sizes as eight bytes each,
 * four bytes of length, the elements. All numbers are big-endian but the elements, which are little-endian.
 */
public final class ExampleContent {
    private static final String DOMAIN = "trivium-example/1\n";

    private ExampleContent() {}

    public static byte[] encode(List<ExampleTensor> inputs) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(inputs.size());
            for (ExampleTensor input : inputs.stream()
                    .sorted(Comparator.comparing(ExampleTensor::name))
                    .toList()) {
                out.writeUTF(input.name());
                out.writeUTF(input.datatype().name());
                out.writeByte(input.shape().size());
                for (long size : input.shape()) out.writeLong(size);
                byte[] data = input.bytes();
                out.writeInt(data.length);
                out.write(data);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return bytes.toByteArray();
    }

    /** The inputs, by name. */
    public static List<ExampleTensor> decode(byte[] content) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
            int count = in.readUnsignedByte();
            List<ExampleTensor> inputs = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                String name = in.readUTF();
                DataType type = DataType.valueOf(in.readUTF());
                List<Long> shape = new ArrayList<>();
                for (int rank = in.readUnsignedByte(); rank > 0; rank--) shape.add(in.readLong());
                byte[] data = in.readNBytes(in.readInt());
                inputs.add(
                        new ExampleTensor(name, type, shape, Base64.getEncoder().encodeToString(data)));
            }
            return inputs;
        } catch (IOException e) {
            throw new IllegalArgumentException("not the inputs of an example", e);
        }
    }

    /** SHA-256 of the line {@code trivium-example/1}, the task on a line, and the encoded inputs. */
    public static byte[] hash(TaskName task, byte[] encoded) {
        MessageDigest digest = Hashes.sha256();
        digest.update((DOMAIN + task + "\n").getBytes(StandardCharsets.UTF_8));
        return digest.digest(encoded);
    }
}
