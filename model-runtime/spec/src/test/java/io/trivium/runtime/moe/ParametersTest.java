package io.trivium.runtime.moe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.core.tensor.SafetensorsWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParametersTest {
    @TempDir
    private Path folder;

    @Test
    void comeBackFromAFileInTheirOrderWithEveryBit() throws Exception {
        float[] odd = {Float.POSITIVE_INFINITY, -0f, Float.MIN_VALUE, 1f / 3};
        Parameters written =
                new Parameters().put("z.last", new long[] {2, 2}, odd).put("a.first", new long[] {1}, new float[] {7});
        Path file = folder.resolve("weights.safetensors");
        written.write(file);
        Parameters read = Parameters.read(file);
        assertEquals(List.of("z.last", "a.first"), List.copyOf(read.names()));
        assertArrayEquals(new long[] {2, 2}, read.shape("z.last"));
        for (int i = 0; i < odd.length; i++) {
            assertEquals(Float.floatToRawIntBits(odd[i]), Float.floatToRawIntBits(read.get("z.last")[i]));
        }
        assertEquals(5, read.count());
        assertArrayEquals(Files.readAllBytes(file), written.toBytes());
    }

    @Test
    void copiesSoThatTheOriginalStays() {
        Parameters original = new Parameters().put("w", new long[] {1}, new float[] {1});
        original.copy().get("w")[0] = 2;
        assertEquals(1f, original.get("w")[0]);
    }

    @Test
    void refusesNumbersThatDoNotFillTheShapeAndUnknownNames() {
        Parameters parameters = new Parameters();
        assertThrows(IllegalArgumentException.class, () -> parameters.put("w", new long[] {2, 2}, new float[3]));
        assertThrows(IllegalArgumentException.class, () -> parameters.get("w"));
    }

    @Test
    void refusesAFileWithAnotherType() throws Exception {
        Path file = folder.resolve("double.safetensors");
        new SafetensorsWriter().add("w", new long[] {1}, new double[] {1}).write(file);
        assertThrows(IllegalArgumentException.class, () -> Parameters.read(file));
    }
}
