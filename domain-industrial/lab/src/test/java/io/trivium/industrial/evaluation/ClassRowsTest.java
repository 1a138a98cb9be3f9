package io.trivium.industrial.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.trivium.industrial.dataset.UcrSeries;
import org.junit.jupiter.api.Test;

class ClassRowsTest {

    @Test
    void whatIsNotGoodIsDefectiveInOldFilesOfTheArchiveAndNew() {
        UcrSeries series = new UcrSeries(new int[] {1, 0, -1}, new double[][] {{1, 2}, {3, 4}, {5, 6}});

        assertArrayEquals(new int[] {0, 1, 1}, ClassRows.of(series).labels());
    }
}
