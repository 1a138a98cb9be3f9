package io.trivium.industrial.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IntervalMarginTest {
    private static List<LifeEstimate> intervals(int count, double lower, double upper) {
        return IntStream.range(0, count)
                .mapToObj(ignored -> new LifeEstimate((lower + upper) / 2, lower, upper))
                .toList();
    }

    @Test
    void movesBothEndsUntilTheShareLiesWithin() {
        double[] truth = {50, 50, 50, 50, 50, 50, 50, 63, 35, 70};
        assertEquals(5, IntervalMargin.of(intervals(10, 40, 60), truth, 0.8));
    }

    @Test
    void intervalsThatAreTooWideBecomeNarrower() {
        double[] middle = new double[19];
        java.util.Arrays.fill(middle, 50);
        assertEquals(-10, IntervalMargin.of(intervals(19, 40, 60), middle, 0.9));
    }
}
