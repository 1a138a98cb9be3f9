package io.trivium.med.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.TestData;
import io.trivium.med.study.Pixels;
import io.trivium.med.study.Slices;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DataSetReaderTest {
    @Test
    void readsBackWhatWasWritten() throws Exception {
        DataSet original = Slices.slice(3)
                .putItem(Tag.REFERENCED_SERIES_SEQUENCE, item -> item.put(Tag.SERIES_INSTANCE_UID, "2.25.1"))
                .putItems(Tag.REFERENCED_PERFORMED_PROCEDURE_STEP_SEQUENCE, List.of());
        byte[] file = DataSetWriter.file(original);
        DicomFile read = read(file, Limits.OBJECT, true);
        assertArrayEquals(file, DataSetWriter.file(read.dataSet()));
        assertEquals(
                "2.25.1",
                read.dataSet().items(Tag.REFERENCED_SERIES_SEQUENCE).getFirst().textOr(Tag.SERIES_INSTANCE_UID, ""));
        DicomFile header = read(file, Limits.HEADER, false);
        assertTrue(header.truncatedAtPixels());
        assertTrue(header.dataSet().get(Tag.PIXEL_DATA).isEmpty());
    }

    @Test
    void decimalsHaveAtMostSixteenCharacters() {
        for (double value :
                new double[] {0, 5, -124, 0.841796875, -228.036842, 1 / 3.0, -1 / 3.0, 1e-9, -1.25e-7, -1e20}) {
            String text = DecimalText.of(value);
            assertTrue(text.length() <= 16, text);
            assertEquals(value, Double.parseDouble(text), Math.abs(value) * 1e-8, text);
        }
    }

    @Test
    void refusesClaimsBeyondTheFileAndTheLimits() {
        byte[] file = DataSetWriter.file(Slices.slice(1));
        byte[] lying = file.clone();
        int at = indexOf(lying, new byte[] {(byte) 0xE0, 0x7F, 0x10, 0x00, 'O', 'W', 0, 0});
        lying[at + 11] = 0x7F;
        var claim = assertThrows(MalformedDataSetException.class, () -> read(lying, Limits.OBJECT, true));
        assertTrue(String.valueOf(claim.getMessage()).contains("claims"), claim.getMessage());
        assertThrows(MalformedDataSetException.class, () -> read(file, new Limits(16, 10, 1000, 1000), true));
        assertThrows(
                MalformedDataSetException.class, () -> read(Arrays.copyOf(file, file.length - 1), Limits.OBJECT, true));
        assertThrows(MalformedDataSetException.class, () -> read(new byte[0], Limits.HEADER, false));
    }

    @Test
    void refusesDeepNestingWithoutAStackOverflow() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int depth = 0; depth < 200_000; depth++) {
            bytes.writeBytes(
                    new byte[] {8, 0, 0x15, 0x11, 'S', 'Q', 0, 0, -1, -1, -1, -1, -2, -1, 0, (byte) 0xE0, -1, -1, -1, -1
                    });
        }
        var refused =
                assertThrows(MalformedDataSetException.class, () -> read(bytes.toByteArray(), Limits.OBJECT, true));
        assertTrue(String.valueOf(refused.getMessage()).contains("deeper than 16"), refused.getMessage());
    }

    @Test
    void readsOrRefusesEveryFileOfTheConformanceSet() throws Exception {
        int read = 0;
        int refused = 0;
        for (Path file : TestData.files(TestData.require("dicom-conformance"))) {
            try {
                DicomFile.readHeader(file);
                read++;
            } catch (MalformedDataSetException e) {
                refused++;
            }
        }
        assertTrue(read > 150, read + " read, " + refused + " refused");
    }

    @Test
    void damagedFilesAreReadOrRefusedAndNothingElse() throws Exception {
        List<Path> files = TestData.files(TestData.require("dicom-conformance/nema-wg04"));
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            byte[] bytes = Files.readAllBytes(files.get(random.nextInt(files.size())));
            if (bytes.length > 400_000) continue;
            for (int i = 1 + random.nextInt(8); i > 0; i--) {
                bytes[random.nextInt(random.nextBoolean() ? Math.min(bytes.length, 3000) : bytes.length)] =
                        (byte) random.nextInt();
            }
            if (random.nextInt(4) == 0) bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            try {
                DicomFile file = read(bytes, Limits.OBJECT, true);
                Pixels.read(file.dataSet(), file.transferSyntax());
            } catch (IOException e) {
                assertTrue(e.getMessage() != null, "seed " + seed);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static DicomFile read(byte[] bytes, Limits limits, boolean pixels) throws IOException {
        return DicomFile.read(new ByteArrayInputStream(bytes), bytes.length, limits, pixels);
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int i = 0; i + wanted.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) return i;
        }
        throw new AssertionError("not there");
    }
}
