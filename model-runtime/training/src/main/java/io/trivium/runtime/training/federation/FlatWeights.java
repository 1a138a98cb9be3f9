package io.trivium.runtime.training.federation;

import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.Hashes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/** All tensors of a network one after the other. */
public final class FlatWeights {
    private FlatWeights() {}

    /** In the order of their names. */
    public static float[] of(Parameters parameters) {
        return of(parameters, parameters.names());
    }

    /** The same in the order of these names. */
    private static float[] of(Parameters parameters, Set<String> names) {
        float[] flat = new float[Math.toIntExact(parameters.count())];
        int at = 0;
        for (String name : names) {
            float[] values = parameters.get(name);
            System.arraycopy(values, 0, flat, at, values.length);
            at += values.length;
        }
        return flat;
    }

    /**
     * The change by a training: before less after, in the order of {@code before}. Unchanged numbers are 0, infinite
     * cuts of unused bins too.
     */
    public static float[] difference(Parameters before, Parameters after) {
        float[] difference = of(before);
        float[] trained = of(after, before.names());
        for (int i = 0; i < difference.length; i++) {
            difference[i] = difference[i] == trained[i] ? 0 : difference[i] - trained[i];
        }
        return difference;
    }

    /** Tensors with the names and shapes of others and with these numbers. */
    public static Parameters like(Parameters shapes, float[] flat) {
        Parameters made = new Parameters();
        int at = 0;
        for (String name : shapes.names()) {
            int size = shapes.get(name).length;
            made.put(name, shapes.shape(name), Arrays.copyOfRange(flat, at, at + size));
            at += size;
        }
        return made;
    }

    /** SHA-256 of names, shapes and numbers, hexadecimal. */
    static String digest(Parameters parameters) {
        MessageDigest digest = Hashes.sha256();
        for (String name : parameters.names()) {
            digest.update((name + Arrays.toString(parameters.shape(name))).getBytes(StandardCharsets.UTF_8));
            digest.update(bytes(parameters.get(name)));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** SHA-256 of numbers, hexadecimal. */
    static String digest(float[] values) {
        return HexFormat.of().formatHex(Hashes.sha256().digest(bytes(values)));
    }

    /** Little-endian, four bytes a number. */
    static byte[] bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    static float[] floats(byte[] bytes) {
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }
}
