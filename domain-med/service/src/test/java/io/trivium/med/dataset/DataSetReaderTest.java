package io.trivium.med.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.TestData;
import io.trivium.med.dataset.Element.Bulk;
import io.trivium.med.dataset.Element.Encapsulated;
import io.trivium.med.dataset.Element.Fragments;
import io.trivium.med.dataset.Element.Span;
import io.trivium.med.study.Pixels;
import io.trivium.med.study.Slices;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetReaderTest {
    @Test
    void readsBackWhatWasWritten() throws Exception {
        DataSet original = Slices.slice(3)
                .putItem(Tag.REFERENCED_SERIES_SEQUENCE, item -> item.put(Tag.SERIES_INSTANCE_UID, "2.25.1"))
                .putItems(Tag.REFERENCED_PERFORMED_PROCEDURE_STEP_SEQUENCE, List.of());
        byte[] file = DataSetWriter.file(original);
        DicomFile read = read(file, Limits.OBJECT);
        assertArrayEquals(file, DataSetWriter.file(read.dataSet()));
        assertEquals(
                "2.25.1",
                read.dataSet().items(Tag.REFERENCED_SERIES_SEQUENCE).getFirst().textOr(Tag.SERIES_INSTANCE_UID, ""));
        DicomFile header = read(file, Limits.HEADER);
        assertTrue(header.dataSet().get(Tag.PIXEL_DATA).isEmpty());
    }

    /** One data set in each encoding gives the same elements, whatever it is read from. */
    @Test
    void readsEveryEncodingToTheSameBytes(@TempDir Path directory) throws Exception {
        DataSet original = new DataSet()
                .put(Tag.SOP_CLASS_UID, "1.2.3")
                .putItem(Tag.REFERENCED_SERIES_SEQUENCE, item -> item.put(Tag.SERIES_INSTANCE_UID, "2.25.1"))
                .putNumbers(Tag.ROWS, Vr.US, 0x0102)
                .put(Tag.PIXEL_DATA, Vr.OW, new byte[] {1, 2, 3, 4});
        byte[] explicit = DataSetWriter.bytes(original);
        byte[] implicit = DataSetWriter.bytes(original, Uids.IMPLICIT_LITTLE_ENDIAN);
        byte[] deflated = new DeflaterInputStream(
                        new ByteArrayInputStream(explicit), new Deflater(Deflater.BEST_SPEED, true))
                .readAllBytes();
        byte[] big = HexFormat.of()
                .parseHex("000800165549" + "0006" + "312e322e3300"
                        + "000811155351" + "0000" + "ffffffff" + "fffee000" + "ffffffff"
                        + "0020000e5549" + "0006" + "322e32352e31" + "fffee00d00000000" + "fffee0dd00000000"
                        + "002800105553" + "0002" + "0102"
                        + "7fe000104f57" + "0000" + "00000004" + "02010403");
        Map<String, byte[]> encodings = Map.of(
                Uids.EXPLICIT_LITTLE_ENDIAN, explicit,
                Uids.IMPLICIT_LITTLE_ENDIAN, implicit,
                Uids.DEFLATED, deflated,
                Uids.EXPLICIT_BIG_ENDIAN, big);
        for (Map.Entry<String, byte[]> each : encodings.entrySet()) {
            String syntax = each.getKey();
            Path file = Files.write(directory.resolve(syntax), each.getValue());
            assertArrayEquals(
                    explicit, DataSetWriter.bytes(DataSetReader.read(each.getValue(), syntax, Limits.OBJECT)), syntax);
            assertArrayEquals(
                    explicit,
                    DataSetWriter.bytes(
                            DataSetReader.read(new ByteArrayInputStream(each.getValue()), syntax, Limits.OBJECT)),
                    syntax);
            try (FileChannel channel = FileChannel.open(file)) {
                assertArrayEquals(
                        explicit, DataSetWriter.bytes(DataSetReader.read(channel, syntax, Limits.OBJECT)), syntax);
            }
        }
        byte[] misnamed = Part10.head("1.2.3", "2.25.1", Uids.EXPLICIT_LITTLE_ENDIAN);
        byte[] file = Arrays.copyOf(misnamed, misnamed.length + implicit.length);
        System.arraycopy(implicit, 0, file, misnamed.length, implicit.length);
        assertArrayEquals(
                explicit, DataSetWriter.bytes(read(file, Limits.OBJECT).dataSet()));
        assertArrayEquals(
                explicit, DataSetWriter.bytes(read(implicit, Limits.OBJECT).dataSet()));
        assertArrayEquals(explicit, DataSetWriter.bytes(read(big, Limits.OBJECT).dataSet()));
    }

    /** Values longer than the limit, and pixels, are skipped in a file and named by their place. */
    @Test
    void leavesBulkDataWhereItIs(@TempDir Path directory) throws Exception {
        byte[] profile = new byte[100_000];
        byte[] bytes = DataSetWriter.bytes(new DataSet()
                .put(Tag.SOP_CLASS_UID, "1.2.3")
                .put(Tag.OVERLAY_DATA, Vr.OW, profile)
                .put(new Encapsulated(Tag.PIXEL_DATA, Vr.OB, List.of(new byte[0], new byte[20_000], new byte[6]))));
        Path file = Files.write(directory.resolve("bulk"), bytes);
        int pixels = bytes.length - 8 - 14 - 8 - 20_000;
        try (FileChannel channel = FileChannel.open(file)) {
            for (DataSet read : List.of(
                    DataSetReader.read(channel, Uids.EXPLICIT_LITTLE_ENDIAN, Limits.METADATA),
                    DataSetReader.read(bytes, Uids.EXPLICIT_LITTLE_ENDIAN, Limits.METADATA),
                    DataSetReader.read(
                            new BufferedInputStream(new ByteArrayInputStream(bytes)),
                            Uids.EXPLICIT_LITTLE_ENDIAN,
                            Limits.METADATA))) {
                assertEquals(
                        new Bulk(Tag.OVERLAY_DATA, Vr.OW, 14 + 12, profile.length),
                        read.get(Tag.OVERLAY_DATA).orElseThrow());
                assertEquals(
                        new Fragments(
                                Tag.PIXEL_DATA,
                                Vr.OB,
                                List.of(
                                        new Span(pixels, 0),
                                        new Span(pixels + 8, 20_000),
                                        new Span(pixels + 20_016, 6))),
                        read.get(Tag.PIXEL_DATA).orElseThrow());
                assertThrows(IllegalArgumentException.class, () -> DataSetWriter.bytes(read));
            }
        }
    }

    @Test
    void theFirstOfTwoElementsCounts() throws Exception {
        byte[] first = DataSetWriter.bytes(new DataSet().putNumbers(Tag.ROWS, Vr.US, 1));
        byte[] twice = Arrays.copyOf(first, 2 * first.length);
        System.arraycopy(first, 0, twice, first.length, first.length);
        twice[twice.length - 2] = 2;
        assertEquals(
                OptionalInt.of(1),
                DataSetReader.read(twice, Uids.EXPLICIT_LITTLE_ENDIAN, Limits.REQUEST)
                        .number(Tag.ROWS));
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
        var claim = assertThrows(InvalidDataSetException.class, () -> read(lying, Limits.OBJECT));
        assertTrue(String.valueOf(claim.getMessage()).contains("claims"), claim.getMessage());
        assertThrows(InvalidDataSetException.class, () -> read(file, new Limits(16, 10, 1000, 1000, 0xFFFFFFFF, true)));
        assertThrows(InvalidDataSetException.class, () -> read(Arrays.copyOf(file, file.length - 1), Limits.OBJECT));
        assertThrows(InvalidDataSetException.class, () -> read(new byte[0], Limits.HEADER));
    }

    @Test
    void refusesDeepNestingWithoutAStackOverflow() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int depth = 0; depth < 200_000; depth++) {
            bytes.writeBytes(
                    new byte[] {8, 0, 0x15, 0x11, 'S', 'Q', 0, 0, -1, -1, -1, -1, -2, -1, 0, (byte) 0xE0, -1, -1, -1, -1
                    });
        }
        var refused = assertThrows(InvalidDataSetException.class, () -> read(bytes.toByteArray(), Limits.OBJECT));
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
            } catch (InvalidDataSetException e) {
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
                DicomFile file = read(bytes, Limits.OBJECT);
                Pixels.read(file.dataSet(), file.transferSyntax());
            } catch (IOException e) {
                assertTrue(e.getMessage() != null, "seed " + seed);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static DicomFile read(byte[] bytes, Limits limits) throws IOException {
        return DicomFile.read(bytes, limits);
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int i = 0; i + wanted.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) return i;
        }
        throw new AssertionError("not there");
    }
}
