package io.trivium.industrial.process.bead;

import java.util.List;

/** The requirements of a weld: the allowed beads and the best of them. */
public record WeldJob(String name, Objective objective, BeadLimits limits) {
    public WeldJob {
        if (name.isBlank()) throw new IllegalArgumentException("a job needs a name");
    }

    public WeldJob within(BeadLimits other) {
        return new WeldJob(name, objective, other);
    }

    /** Jobs that every evaluation of the submerged arc process begins with. */
    public static List<WeldJob> submergedArcReferences() {
        return List.of(
                new WeldJob(
                        "least heat",
                        Objective.MIN_HEAT,
                        new BeadLimits(new Range(10, 12), Range.atMost(2.5), Range.atLeast(4.5))),
                new WeldJob(
                        "deepest",
                        Objective.MAX_PENETRATION,
                        new BeadLimits(Range.atMost(12), Range.atMost(2.5), Range.ANY)),
                new WeldJob(
                        "fastest",
                        Objective.MAX_SPEED,
                        new BeadLimits(Range.atLeast(9), Range.atMost(2.5), Range.atLeast(4))));
    }
}
