package io.trivium.industrial.process.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GaussianProcessTest {
    @Test
    void followsASmoothFunctionBetweenItsPoints() {
        List<double[]> points = new ArrayList<>();
        double[] values = new double[21];
        for (int i = 0; i < values.length; i++) {
            points.add(new double[] {-2 + 0.2 * i});
            values[i] = 10 + Math.sin(points.get(i)[0]);
        }
        GaussianProcess process = GaussianProcess.fit(points, values);
        assertEquals(10 + Math.sin(0.33), process.at(new double[] {0.33}).mean(), 0.02);
    }

    @Test
    void isLessCertainFarFromItsPoints() {
        List<double[]> points = List.of(new double[] {-1}, new double[] {0}, new double[] {1});
        GaussianProcess process = GaussianProcess.fit(points, new double[] {1, 0, 2});
        assertTrue(process.at(new double[] {8}).deviation()
                > 2 * process.at(new double[] {0}).deviation());
    }

    @Test
    void takesNoiseForNoise() {
        SplittableRandom random = new SplittableRandom(5);
        List<double[]> points = new ArrayList<>();
        double[] values = new double[60];
        for (int i = 0; i < values.length; i++) {
            points.add(new double[] {random.nextDouble(-2, 2)});
            values[i] = points.get(i)[0] + 0.4 * random.nextGaussian();
        }
        GaussianProcess process = GaussianProcess.fit(points, values);
        assertEquals(1, process.at(new double[] {1}).mean(), 0.3);
        assertEquals(-1, process.at(new double[] {-1}).mean(), 0.3);
    }
}
