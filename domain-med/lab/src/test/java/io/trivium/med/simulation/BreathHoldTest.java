package io.trivium.med.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Point;
import io.trivium.med.volume.Volume;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BreathHoldTest {
    private static final Protocol PROTOCOL = new Protocol(1.5, 2, 0.5, 0, 20, 0.6);

    @Test
    void movesWhatIsInTheChestToWhereItSays() {
        for (int seed = 0; seed < 3; seed++) {
            Grid grid = Grid.axial(60, 70, 80, new Point(-60, -50, -60), 1.5, 2);
            short[] hounsfield = new short[grid.voxels()];
            Arrays.fill(hounsfield, (short) -850);
            Point place = new Point(-20, 15, 10);
            for (int v = 0; v < hounsfield.length; v++) {
                if (grid.patient(v).minus(place).length() < 6) hounsfield[v] = 100;
            }
            BreathHold breath = new BreathHold(new SplittableRandom(seed));
            Volume chest = breath.chest(new Volume(grid, hounsfield), PROTOCOL);
            Point sum = new Point(0, 0, 0);
            int count = 0;
            for (int v = 0; v < chest.grid().voxels(); v++) {
                if (chest.hounsfield()[v] < -300) continue;
                sum = sum.plus(chest.grid().patient(v));
                count++;
            }
            assertTrue(count > 0);
            assertEquals(0, sum.times(1.0 / count).minus(breath.now(place)).length(), 1);
        }
    }
}
