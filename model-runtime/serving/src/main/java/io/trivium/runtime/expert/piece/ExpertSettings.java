package io.trivium.runtime.expert.piece;

import java.time.Duration;

/**
 * The settings of models of experts.
 *
 * @param sliceNanos longest time one step should take
 * @param callNanos a call that takes longer is ended, and its piece taken out of use
 * @param openNanos a piece that is expected to open within this time is opened for the request that needs it
 * @param probeNanos time from a failure to the first probe; doubles with each further failure
 * @param mostProbeNanos longest time between two probes
 */
public record ExpertSettings(long sliceNanos, long callNanos, long openNanos, long probeNanos, long mostProbeNanos) {

    public static ExpertSettings of(Duration slice, ExpertConfig config) {
        return new ExpertSettings(
                slice.toNanos(),
                config.callLimit().toNanos(),
                config.openLimit().toNanos(),
                config.probeDelay().toNanos(),
                config.maxProbeDelay().toNanos());
    }
}
