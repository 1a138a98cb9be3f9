package io.trivium.med.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.med.TestData;
import io.trivium.med.evaluation.ChestSeries.Box;
import io.trivium.med.volume.Point;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrocTest {

    @Test
    void sensitivityIsThatOfTheLowestThresholdWithFewEnoughFalsePositives() {
        Froc froc = new Froc();
        froc.add(List.of(0.9, 0.4), List.of(0.5, 0.3));
        froc.add(List.of(0.8, 0.0), List.of(0.35));
        assertEquals(2, froc.scans());
        assertEquals(4, froc.nodules());
        assertEquals(0.5, froc.sensitivity(0.25));
        assertEquals(0.75, froc.sensitivity(0.5));
        assertEquals(0.4, froc.threshold(0.5));
        assertEquals(0.75, froc.sensitivity(8));
        assertEquals(0, froc.threshold(8));
    }

    @Test
    void equalScoresAreTakenTogether() {
        Froc froc = new Froc();
        froc.add(List.of(0.5), List.of(0.5, 0.5));
        assertEquals(0, froc.sensitivity(1));
        assertEquals(1, froc.sensitivity(2));
    }

    @Test
    void boxesThatOverlapInNeighbouringSlicesAreOneLesion() {
        List<Box> boxes = List.of(
                new Box(3, 10, 10, 30, 30),
                new Box(9, 100, 10, 120, 30),
                new Box(5, 20, 20, 40, 40),
                new Box(4, 200, 200, 210, 210));
        List<ChestSeries.Lesion> lesions = ChestSeries.lesions(boxes);
        assertEquals(3, lesions.size());
        assertEquals(
                List.of(1, 1, 2),
                lesions.stream().map(lesion -> lesion.boxes().size()).sorted().toList());
    }

    @Test
    void theRecordedChestHasItsMassInABox() throws IOException {
        List<ChestSeries> series = ChestSeries.read(TestData.require("chest-ct"));
        ChestSeries first = series.getFirst();
        assertEquals(64, first.volume().grid().slices());
        assertEquals(1, first.lesions().size());
        ChestSeries.Lesion lesion = first.lesions().getFirst();
        assertEquals(11, lesion.boxes().size());
        assertEquals(true, lesion.holds(lesion.centre(first.volume()), first.volume()));
        assertEquals(false, lesion.holds(lesion.centre(first.volume()).plus(new Point(100, 0, 0)), first.volume()));
    }
}
