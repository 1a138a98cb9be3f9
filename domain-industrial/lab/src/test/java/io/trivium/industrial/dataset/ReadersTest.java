package io.trivium.industrial.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.industrial.model.AssetHistory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadersTest {
    @TempDir
    private Path folder;

    private static String cycle(int unit, int cycle) {
        return unit + " " + cycle + " 0.1 0.2 100.0 " + "5 ".repeat(20) + cycle + "  \n";
    }

    @Test
    void readsEnginesPlainOrCompressed() throws IOException {
        Files.writeString(folder.resolve("train_FD001.txt"), cycle(1, 1) + cycle(1, 2) + cycle(2, 1));
        try (OutputStream zip = new GZIPOutputStream(Files.newOutputStream(folder.resolve("test_FD001.txt.gz")))) {
            zip.write(cycle(7, 1).getBytes(StandardCharsets.UTF_8));
        }
        Files.writeString(folder.resolve("RUL_FD001.txt"), "112 \n");
        CmapssSubset subset = new CmapssSubset("FD001", folder);
        List<AssetHistory> engines = subset.training();
        assertEquals(
                List.of("FD001-1", "FD001-2"),
                engines.stream().map(AssetHistory::asset).toList());
        assertEquals(2, engines.getFirst().cycles());
        assertArrayEquals(new double[] {0.1, 0.2, 100}, engines.getFirst().settings()[0]);
        assertEquals(2, engines.getFirst().tags()[1][20]);
        assertEquals(1, subset.test().size());
        assertArrayEquals(new double[] {112}, subset.testRul());
    }

    @Test
    void saysWhereAFileOfEnginesIsWrong() throws IOException {
        CmapssSubset subset = new CmapssSubset("FD001", folder);
        IOException missing = assertThrows(IOException.class, subset::training);
        assertTrue(missing.toString().contains("train_FD001.txt.gz"), missing.toString());
        Files.writeString(folder.resolve("train_FD001.txt"), cycle(1, 1) + cycle(1, 3));
        IOException gap = assertThrows(IOException.class, subset::training);
        assertTrue(gap.toString().contains("line 2"), gap.toString());
        Files.writeString(folder.resolve("train_FD001.txt"), cycle(1, 1).replace("0.2", "NaN"));
        assertThrows(IOException.class, subset::training);
        assertThrows(IllegalArgumentException.class, () -> new CmapssSubset("FD009", folder));
    }

    @Test
    void readsLabelledRunsInTheirNaturalOrderAndLeavesOthersOut() throws IOException {
        String header = "datetime;Pressure;Current";
        for (int run : new int[] {10, 2}) {
            Files.writeString(
                    folder.resolve("valve1_" + run + ".csv"),
                    header + ";anomaly;changepoint\n2020-03-09 10:14:33;0.5;1.25;1.0;0.0\n");
        }
        Files.writeString(folder.resolve("anomaly-free.csv"), header + "\n2020-03-09 10:14:33;0.5;1.25\n");
        Path relative = Path.of("").toAbsolutePath().relativize(folder);
        for (Path given : List.of(folder, relative)) {
            List<LabelledSeries> runs = SkabRuns.read(given);
            assertEquals(
                    List.of("valve1_2.csv", "valve1_10.csv"),
                    runs.stream().map(LabelledSeries::name).toList());
            assertEquals(List.of("Pressure", "Current"), runs.getFirst().tags());
            assertTrue(runs.getFirst().anomalous()[0]);
        }
    }

    @Test
    void givesEverySeriesItsWindows() throws IOException {
        Files.createDirectories(folder.resolve("labels"));
        Files.createDirectories(folder.resolve("data/one"));
        Files.writeString(
                folder.resolve("labels/combined_windows.json"),
                "{\"one/a.csv\": [[\"2014-01-01 00:05:00.000000\", \"2014-01-01 00:05:00.000000\"]]}");
        Files.writeString(
                folder.resolve("data/one/a.csv"), "timestamp,value\n2014-01-01 00:00:00,1\n2014-01-01 00:05:00,2.5\n");
        List<NabCorpus.Series> series = NabCorpus.read(folder);
        assertEquals("one/a.csv", series.getFirst().name());
        assertArrayEquals(new double[] {1, 2.5}, series.getFirst().values());
        assertTrue(series.getFirst()
                .windows()
                .getFirst()
                .contains(series.getFirst().times().get(1)));
        Files.writeString(folder.resolve("data/one/b.csv"), "timestamp,value\n2014-01-01 00:00:00,1\n");
        assertThrows(IOException.class, () -> NabCorpus.read(folder));
    }
}
