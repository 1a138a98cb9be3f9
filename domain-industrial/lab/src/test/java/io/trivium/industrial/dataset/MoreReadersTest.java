package io.trivium.industrial.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.industrial.evaluation.ClassRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MoreReadersTest {
    @TempDir
    private Path folder;

    @Test
    void turnsTheProcessRunThatHasARowAVariable() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int v = 0; v < TepRuns.VARIABLES; v++)
            text.append(v).append(" ").append(v + 0.5).append(" 7\n");
        Files.writeString(folder.resolve("d00.dat"), text);
        double[][] rows = TepRuns.normal(folder);
        assertEquals(3, rows.length);
        assertEquals(51.5, rows[1][51]);
        assertThrows(IOException.class, () -> TepRuns.test(folder));
        Files.writeString(folder.resolve("d03_te.dat"), "1 ".repeat(TepRuns.VARIABLES) + "\n");
        assertEquals(3, TepRuns.test(folder).getFirst().fault());
    }

    @Test
    void cyclesInEqualConditionsAreOneGroup() throws IOException {
        Files.writeString(folder.resolve("profile.txt"), "3\t100\t0\t130\t1\n3\t100\t0\t130\t0\n20\t100\t0\t130\t1\n");
        for (int sensor = 1; sensor <= 4; sensor++) {
            Files.writeString(folder.resolve("TS" + sensor + ".txt"), ("40.5\t".repeat(60) + "\n").repeat(3));
        }
        ClassRows rows = ClassRows.of(HydraulicCycles.read(folder), 0);
        assertArrayEquals(new int[] {0, 0, 1}, rows.groups());
        assertArrayEquals(new int[] {0, 0, 1}, rows.labels());
        assertEquals(28, rows.values()[0].length);
        assertEquals(40.5f, rows.values()[0][0]);
        assertEquals(2, rows.part(group -> group == 0).rows());
    }

    @Test
    void aWindowEndsWithItsConditions() {
        double[][][] temperatures = new double[3][4][60];
        for (int cycle = 0; cycle < 3; cycle++) {
            for (double[] series : temperatures[cycle]) {
                for (int t = 0; t < 60; t++) series[t] = 60 * cycle + t;
            }
        }
        int[][] conditions = {{3, 100, 0, 130}, {3, 100, 0, 130}, {20, 100, 0, 130}};
        HydraulicCycles windows = new HydraulicCycles(temperatures, conditions).windows(20);
        assertEquals(5, windows.cycles());
        assertEquals(40, windows.temperatures()[2][3][0]);
        assertEquals(99, windows.temperatures()[2][3][59]);
        assertEquals(60, windows.temperatures()[3][0][0]);
        assertEquals(20, windows.conditions()[4][0]);
    }

    @Test
    void aFailuresModesAreNoInputs() throws IOException {
        String header = "\uFEFFUDI,Product ID,Type,Air,Process,Speed,Torque,Wear,Machine_failure,TWF,HDF,PWF,OSF,RNF\n";
        Files.writeString(
                folder.resolve("ai4i2020.csv"),
                header + "1,M14860,M,298.1,308.6,1551,42.8,100,0,0,0,0,0,0\n"
                        + "2,H14861,H,298.1,308.6,1551,42.8,100,1,0,1,0,0,0\n");
        var records = MillingRecords.read(folder);
        assertTrue(records.get(1).modes()[1]);
        assertFalse(records.getFirst().failed());
        ClassRows rows = ClassRows.of(records);
        assertArrayEquals(new int[] {0, 1}, rows.labels());
        float[] sound = rows.values()[0].clone();
        float[] failed = rows.values()[1].clone();
        sound[0] = 0;
        failed[1] = 0;
        assertArrayEquals(sound, failed, "records that differ in quality and failure alone");
        assertEquals(42.8 * 1551 * 2 * Math.PI / 60, sound[8], 0.01);
    }

    @Test
    void readsALabelAndASeriesARow() throws IOException {
        Files.writeString(folder.resolve("Wafer_TRAIN.tsv"), "1\t0.5\t-1.25\n-1\t2\t3\n");
        UcrSeries series = UcrSeries.training(folder, "Wafer");
        assertArrayEquals(new double[] {0.5, -1.25}, series.values()[0]);
        assertArrayEquals(new int[] {0, 1}, ClassRows.of(series).labels());
        assertTrue(UcrSeries.test(folder, "Wafer").isEmpty());
    }
}
