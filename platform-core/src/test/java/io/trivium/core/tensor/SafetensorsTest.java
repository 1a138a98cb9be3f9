package io.trivium.core.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void readsBackWhatItWrote() throws IOException {
        Path file = directory.resolve("all.safetensors");
        new SafetensorsWriter()
                .metadata("seed", "7")
                .add("u8", new long[] {3}, new byte[] {0, 1, -1})
                .add("f32", new long[] {2, 2}, new float[] {1, -2.5f, Float.NaN, Float.MIN_VALUE})
                .add("i32", new long[] {1}, new int[] {Integer.MIN_VALUE})
                .add("f64", new long[] {}, new double[] {Math.PI})
                .add("i64", new long[] {2}, new long[] {Long.MIN_VALUE, Long.MAX_VALUE})
                .add("empty", new long[] {0, 15}, new float[0])
                .write(file);
        try (Safetensors read = Safetensors.open(file)) {
            assertEquals(Map.of("seed", "7"), read.metadata());
            assertArrayEquals(
                    new float[] {1, -2.5f, Float.NaN, Float.MIN_VALUE},
                    read.tensor("f32").toFloats());
            assertArrayEquals(new long[] {2, 2}, read.tensor("f32").shape());
            assertArrayEquals(new float[] {-2.5f, Float.NaN}, read.tensor("f32").floats(1, 2));
            assertArrayEquals(new double[] {Math.PI}, read.tensor("f64").toDoubles());
            assertArrayEquals(
                    new long[] {Long.MIN_VALUE, Long.MAX_VALUE},
                    read.tensor("i64").toLongs());
            assertArrayEquals(new int[] {Integer.MIN_VALUE}, read.tensor("i32").toInts());
            assertArrayEquals(new byte[] {0, 1, -1}, read.tensor("u8").toUnsignedBytes());
            assertEquals(0, read.tensor("empty").size());
            assertThrows(InvalidTensorFileException.class, () -> read.tensor("other"));
            assertThrows(IllegalStateException.class, () -> read.tensor("u8").toFloats());
            assertThrows(
                    IndexOutOfBoundsException.class, () -> read.tensor("f32").floats(3, 2));
        }
    }

    @Test
    void writesTheFormatByteForByte() throws IOException {
        Path file = directory.resolve("small.safetensors");
        new SafetensorsWriter().add("x", new long[] {2}, new float[] {1, 2}).write(file);
        byte[] bytes = Files.readAllBytes(file);
        String header = "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
        int padded = (header.length() + 7) / 8 * 8;
        assertEquals(
                padded, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong());
        assertEquals(header, new String(bytes, 8, padded, StandardCharsets.UTF_8).strip());
        assertEquals(8 + padded + 8, bytes.length);
        assertEquals(2f, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getFloat(8 + padded + 4));
        assertFalse(Files.exists(directory.resolve("small.safetensors.part")));
    }

    @Test
    void writesLargeTensorsInPieces() throws IOException {
        Path file = directory.resolve("large.safetensors");
        float[] values = new float[1_500_000];
        for (int i = 0; i < values.length; i++) values[i] = i;
        new SafetensorsWriter().add("x", new long[] {100_000, 15}, values).write(file);
        try (Safetensors read = Safetensors.open(file)) {
            assertArrayEquals(values, read.tensor("x").toFloats());
        }
    }

    @Test
    void leavesTheOldFileWhenContentDoesNotFillItsShape() throws IOException {
        Path file = directory.resolve("kept.safetensors");
        new SafetensorsWriter().add("x", new long[] {1}, new float[] {1}).write(file);
        byte[] before = Files.readAllBytes(file);
        var broken = new SafetensorsWriter()
                .add("x", TensorType.F32, new long[] {2}, out -> out.write(ByteBuffer.allocate(4)));
        assertThrows(IllegalStateException.class, () -> broken.write(file));
        assertArrayEquals(before, Files.readAllBytes(file));
        try (var files = Files.list(directory)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void refusesHostileHeaders() throws IOException {
        String good = "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
        List<String> headers = List.of(
                "",
                "[]",
                " " + good,
                good + "{}",
                good.substring(0, 20),
                good.replace("[0,8]", "[0,9]"),
                good.replace("[0,8]", "[8,0]"),
                good.replace("[0,8]", "[-8,0]"),
                good.replace("[0,8]", "[0,8,9]"),
                good.replace("[0,8]", "[0]"),
                good.replace("[0,8]", "[0.0,8]"),
                good.replace("[0,8]", "[4,12]"),
                good.replace("[0,8]", "[0,18446744073709551615]"),
                good.replace("[2]", "[-2]"),
                good.replace("[2]", "[3]"),
                good.replace("[2]", "[4294967296,4294967296,2]"),
                good.replace("[2]", "\"2\""),
                good.replace("F32", "F16"),
                good.replace("F32", "f32"),
                good.replace("\"dtype\":\"F32\",", ""),
                good.replace("\"shape\":[2],", "\"shape\":[2],\"shape\":[2],"),
                good.replace("\"shape\"", "\"extra\":1,\"shape\""),
                good.replace("{\"x\"", "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"x\""),
                good.replace("{\"x\"", "{\"y\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"x\""),
                good.replace("{\"x\"", "{\"y\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[6,10]},\"x\""),
                good.replace("{\"x\"", "{\"__metadata__\":{\"a\":1},\"x\""),
                good.replace("{\"x\"", "{\"__metadata__\":[],\"x\""),
                "{\"a\":".repeat(2000),
                "{}");
        for (String header : headers) assertRefused(file(header.length(), header, 8), header);
        assertRefused(file(Long.MAX_VALUE, good, 8), "length beyond the file");
        assertRefused(file(-1, good, 8), "negative length");
        assertRefused(file(good.length(), good, 7), "data too short");
        assertRefused(file(good.length(), good, 9), "data too long");
        assertRefused(new byte[7], "no length");
    }

    @Test
    void nothingButInvalidFileComesOfMutations() throws IOException {
        Path file = directory.resolve("seed.safetensors");
        new SafetensorsWriter()
                .metadata("k", "v")
                .add("a", new long[] {2, 3}, new float[6])
                .add("b", new long[] {2}, new long[2])
                .write(file);
        byte[] good = Files.readAllBytes(file);
        Path mutant = directory.resolve("mutant.safetensors");
        for (long seed = 0; seed < 1500; seed++) {
            var random = new Random(seed);
            byte[] bytes = random.nextInt(4) == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
            for (int i = random.nextInt(3); i >= 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(Math.min(bytes.length, 180))] = (byte) random.nextInt(256);
            }
            Files.write(mutant, bytes);
            try (Safetensors read = Safetensors.open(mutant)) {
                for (String name : read.names()) assertTrue(read.tensor(name).size() <= good.length, "seed " + seed);
            } catch (InvalidTensorFileException e) {
                // As it should be.
            } catch (RuntimeException e) {
                fail("seed " + seed + " gave " + e, e);
            }
        }
    }

    private void assertRefused(byte[] bytes, String what) throws IOException {
        Path file = directory.resolve("hostile.safetensors");
        Files.write(file, bytes);
        assertThrows(InvalidTensorFileException.class, () -> Safetensors.open(file), what);
    }

    private static byte[] file(long length, String header, int data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(text)
                .array();
    }
}
