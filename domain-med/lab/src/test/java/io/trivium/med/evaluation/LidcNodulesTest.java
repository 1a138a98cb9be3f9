package io.trivium.med.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Point;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LidcNodulesTest {
    @TempDir
    Path folder;

    private static Path data() {
        String set = System.getenv("TRIVIUM_DATA");
        return (set == null ? Path.of("../../shared/data") : Path.of(set)).resolve("med/lidc-nodule-voi");
    }

    @Test
    void everyCentreLiesInItsReadersOutline() throws IOException {
        assumeTrue(Files.exists(data()), () -> "skipped: no data at " + data() + " (set TRIVIUM_DATA)");
        LidcNodules nodules = LidcNodules.open(data());
        int read = 0;
        for (LidcNodules.Nodule nodule : nodules.nodules().subList(0, 60)) {
            var voxels = nodules.voxels(nodule);
            if (voxels.isEmpty()) continue;
            Grid grid = voxels.orElseThrow().volume().grid();
            Point at = grid.indexOf(nodule.centre());
            int k = Math.clamp(Math.round(at.z()), 0, grid.slices() - 1);
            assertTrue(
                    voxels.orElseThrow().mask().get(grid.index(k, (int) Math.round(at.y()), (int) Math.round(at.x()))),
                    nodule.noduleId());
            assertTrue(nodule.malignancy() >= 1 && nodule.malignancy() <= 5);
            read++;
        }
        assertTrue(read > 50);
    }

    @Test
    void aVolumeIsReadIntoTheCoordinatesOfDicom() throws IOException {
        Path file = folder.resolve("a.nii");
        Files.write(file, nifti(2, 3, 4));
        NiftiFile read = NiftiFile.read(file);
        assertEquals(new Point(10, 20, -30), read.grid().origin());
        assertEquals(new Point(10 + 3 * 0.5, 20, -30 + 2.5), read.grid().patient(1, 0, 3));
        assertEquals(23, read.values()[23]);
    }

    @Test
    void brokenVolumesAreRefusedByName() throws IOException {
        Path file = folder.resolve("a.nii");
        byte[] bytes = nifti(2, 3, 4);
        ByteBuffer whole = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
        assertTrue(message(file).contains("ends after 47 bytes"));
        Files.write(file, new byte[10]);
        assertTrue(message(file).contains("is no NIfTI-1 file"));
        whole.putShort(70, (short) 64);
        Files.write(file, bytes);
        assertTrue(message(file).contains("voxels of type 64"));
        whole.putShort(70, (short) 4).putShort(42, (short) -1);
        Files.write(file, bytes);
        assertTrue(message(file).contains("-1 × 3 × 2 voxels"));
    }

    private static String message(Path file) {
        String message = String.valueOf(
                assertThrows(IOException.class, () -> NiftiFile.read(file)).getMessage());
        assertTrue(message.startsWith(file.toString()), message);
        return message;
    }

    @Test
    void aBrokenTableNamesItsLine() throws IOException {
        assertTrue(assertThrows(IOException.class, () -> LidcNodules.open(folder))
                .toString()
                .contains("has no nodules.csv"));
        Files.writeString(folder.resolve("nodules.csv"), "patient_id,nodule_id\nA,1\n");
        assertTrue(assertThrows(IOException.class, () -> LidcNodules.open(folder))
                .toString()
                .contains("nodules.csv, line 2: there is no column Malignancy_value"));
    }

    @Test
    void patientsAreDividedByTheirIdAlone() {
        Map<PatientSplit, Integer> counts = new EnumMap<>(PatientSplit.class);
        for (int i = 0; i < 10_000; i++) counts.merge(PatientSplit.of("LIDC-IDRI-" + i), 1, Integer::sum);
        assertEquals(new HashSet<>(List.of(PatientSplit.values())), counts.keySet());
        counts.forEach((part, count) -> assertEquals(
                switch (part) {
                    case TRAINING -> 7_000;
                    case VALIDATION -> 1_000;
                    case HELD_OUT -> 2_000;
                },
                count,
                150));
        assertEquals(PatientSplit.of("LIDC-IDRI-0007"), PatientSplit.of("LIDC-IDRI-0007"));
    }

    /** Values count up; x and y turned round, as converters write axial series. */
    private static byte[] nifti(int slices, int rows, int columns) {
        int count = slices * rows * columns;
        byte[] bytes = new byte[352 + 2 * count];
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0, 348).putShort(40, (short) 3);
        file.putShort(42, (short) columns).putShort(44, (short) rows).putShort(46, (short) slices);
        file.putShort(70, (short) 4).putFloat(80, 0.5f).putFloat(84, 0.5f).putFloat(88, 2.5f);
        file.putFloat(108, 352).putFloat(112, 1).putShort(252, (short) 1).putFloat(264, 1);
        file.putFloat(268, -10).putFloat(272, -20).putFloat(276, -30);
        for (int i = 0; i < count; i++) file.putShort(352 + 2 * i, (short) i);
        return bytes;
    }
}
