package io.trivium.runtime.learning.gate.check;

import io.trivium.runtime.learning.gate.Found;
import io.trivium.runtime.learning.gate.GateManifest;
import io.trivium.runtime.learning.gate.GateMaterial;
import io.trivium.runtime.learning.gate.GateResult;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Checks the age of the challenger's knowledge: the time since the cut-off of its data set, plus the time between the
 * newest training row of that and the newest one that the challenger has seen, regardless of its own claims.
 */
final class AgeGate {
    static final String NAME = "age";
    private static final double DAY = Duration.ofDays(1).toSeconds();

    private AgeGate() {}

    static List<GateResult> ask(GateMaterial material) {
        double most = material.challenger()
                        .spec()
                        .objective()
                        .challengerGates()
                        .maxAge()
                        .toSeconds()
                / DAY;
        if (material.manifest().isEmpty()) {
            return List.of(
                    Found.unasked(NAME, "at most " + Found.number(most) + " days", "the challenger names no data set"));
        }
        GateManifest manifest = material.manifest().orElseThrow();
        long[] seen = material.challenger().trainingRows();
        Arrays.sort(seen);
        long newest = Long.MIN_VALUE;
        long newestSeen = Long.MIN_VALUE;
        for (int i = 0; i < manifest.trained().length; i++) {
            newest = Math.max(newest, manifest.trainedAt()[i]);
            if (Arrays.binarySearch(seen, manifest.trained()[i]) >= 0) {
                newestSeen = Math.max(newestSeen, manifest.trainedAt()[i]);
            }
        }
        if (newestSeen == Long.MIN_VALUE) {
            return List.of(Found.unasked(
                    NAME, "at most " + Found.number(most) + " days", "it has seen no training row of its data set"));
        }
        double frozen = Duration.between(manifest.cutoff(), material.now()).toSeconds() / DAY;
        double missed = (newest - newestSeen) / DAY;
        return List.of(Found.atMost(
                NAME,
                frozen + missed,
                most,
                "days: " + Found.number(frozen) + " since the cut-off of the data set, of which the newest "
                        + Found.number(missed) + " were not learned"));
    }
}
