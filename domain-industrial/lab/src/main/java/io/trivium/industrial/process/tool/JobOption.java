package io.trivium.industrial.process.tool;

import io.trivium.industrial.process.bead.BeadLimits;
import io.trivium.industrial.process.bead.Objective;
import io.trivium.industrial.process.bead.Range;
import io.trivium.industrial.process.bead.WeldJob;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A job on the command line. */
final class JobOption {
    @Option(names = "--objective", paramLabel = "WHAT", description = "min-heat, max-penetration or max-speed.")
    private @Nullable Objective objective;

    @Option(names = "--width", paramLabel = "MM..MM", description = "Allowed bead width, such as 10..12, 9.. or ..12.")
    private Range width = Range.ANY;

    @Option(names = "--height", paramLabel = "MM..MM", description = "Allowed height of the reinforcement.")
    private Range height = Range.ANY;

    @Option(names = "--penetration", paramLabel = "MM..MM", description = "Allowed penetration.")
    private Range penetration = Range.ANY;

    /** Empty when no objective is named. */
    Optional<WeldJob> job() {
        BeadLimits limits = new BeadLimits(width, height, penetration);
        Objective sought = objective;
        if (sought != null) return Optional.of(new WeldJob("given", sought, limits));
        if (!limits.equals(new BeadLimits(Range.ANY, Range.ANY, Range.ANY))) {
            throw new IllegalArgumentException(
                    "limits without an objective: name --objective min-heat, max-penetration or max-speed");
        }
        return Optional.empty();
    }
}
