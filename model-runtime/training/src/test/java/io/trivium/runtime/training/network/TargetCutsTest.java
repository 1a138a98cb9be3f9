package io.trivium.runtime.training.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TargetCutsTest {

    @Test
    void aThresholdLiesBetweenItsTwoNeighbours() {
        float[] column = new float[1_000];
        float[] labels = new float[1_000];
        for (int i = 0; i < column.length; i++) {
            column[i] = (i * 7) % 1_000;
            labels[i] = column[i] > 900 ? 1 : 0;
        }
        assertEquals(List.of(900f, 901f), TargetCuts.edges(column, labels, 5));
    }

    @Test
    void aBandIsCutOutAndTheBestThresholdComesFirst() {
        float[] column = new float[4_000];
        float[] labels = new float[4_000];
        for (int i = 0; i < column.length; i++) {
            int step = i / 10;
            column[i] = step;
            labels[i] = column[i] >= 100 && column[i] < 110 ? 1 : 0;
        }
        List<Float> edges = TargetCuts.edges(column, labels, 5);
        assertEquals(4, edges.size());
        assertTrue(edges.containsAll(List.of(99f, 100f, 109f, 110f)), edges.toString());
        assertEquals(2, TargetCuts.edges(column, labels, 1).size());
    }

    @Test
    void aColumnThatSaysNothingAndFewRowsAreNotCut() {
        float[] column = new float[21_000];
        float[] labels = new float[21_000];
        for (int i = 0; i < column.length; i++) {
            int row = i / 3;
            column[i] = i % 3;
            labels[i] = row % 100 == 0 ? 1 : 0;
        }
        assertEquals(List.of(), TargetCuts.edges(column, labels, 5));
        float[] few = new float[40];
        few[39] = 1;
        assertEquals(List.of(), TargetCuts.edges(few, few, 5));
    }
}
