package io.trivium.deploy.releases;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Which versions are released when. Pure. */
final class CoursePlan {
    private static final Fault[] BAD = {
        Fault.ERRORS, Fault.NOT_FINITE, Fault.SLOW, Fault.SHIFTED, Fault.CONTRADICTED, Fault.SLICE
    };
    /** Of ten bad ones: most begin when all callers see it. */
    private static final Onset[] ONSETS = {
        Onset.PROMOTED,
        Onset.SHADOW,
        Onset.PROMOTED,
        Onset.CANARY,
        Onset.PROMOTED,
        Onset.PROMOTED,
        Onset.CANARY,
        Onset.PROMOTED,
        Onset.SHADOW,
        Onset.PROMOTED
    };

    private static final int LONGEST_DELAY_SECONDS = 25;

    private CoursePlan() {}

    /** So many good ones and as many bad ones, in any order, over the lanes. */
    static List<List<Course>> of(long seed, int each, int lanes) {
        Random random = new Random(seed);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 2 * each; i++) order.add(i);
        Collections.shuffle(order, random);
        List<List<Course>> plan = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) plan.add(new ArrayList<>());
        for (int i = 0; i < order.size(); i++) {
            int lane = i % lanes;
            List<Course> courses = plan.get(lane);
            int number = order.get(i);
            courses.add(
                    number < each
                            ? good(number, lane + 1, courses.size() + 2, random)
                            : bad(number, number - each, lane + 1, courses.size() + 2, random));
        }
        return plan;
    }

    private static Course good(int number, int lane, int version, Random random) {
        // the traffic changes for good ones too, as it does for the bad
        return new Course(
                number,
                lane,
                version,
                Fault.GOOD,
                ONSETS[random.nextInt(ONSETS.length)],
                share(random, Fault.GOOD),
                delay(random),
                SimulatedTask.weights(random));
    }

    private static Course bad(int number, int index, int lane, int version, Random random) {
        Fault fault = BAD[index % BAD.length];
        // each kind comes with each onset
        Onset onset = ONSETS[(index + index / BAD.length) % ONSETS.length];
        return new Course(
                number,
                lane,
                version,
                fault,
                onset,
                share(random, fault),
                onset == Onset.PROMOTED ? delay(random) : Duration.ZERO,
                SimulatedTask.weights(random));
    }

    /** A fault of a few requests only, and one that moves a distribution, begin at other shares. */
    private static double share(Random random, Fault fault) {
        double least = switch (fault) {
            case GOOD, ERRORS, NOT_FINITE -> 0.1;
            case SLOW, SHIFTED -> 0.6;
            case CONTRADICTED, SLICE -> 0.5;
        };
        return least + (1 - least) * random.nextDouble();
    }

    private static Duration delay(Random random) {
        return Duration.ofSeconds(random.nextInt(LONGEST_DELAY_SECONDS));
    }
}
