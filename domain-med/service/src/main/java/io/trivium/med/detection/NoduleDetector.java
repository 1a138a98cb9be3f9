package io.trivium.med.detection;

import io.trivium.med.finding.NoduleFinding;
import io.trivium.med.volume.Point;
import io.trivium.med.volume.Volume;
import java.util.List;
import java.util.function.Function;

/** Finds the nodules of a chest CT. Safe for use by several threads. */
public interface NoduleDetector {
    /**
     * Searches a whole volume. It works in slices of at most 20 ms at the models, so others are not held up; interrupting
     * the thread ends it.
     *
     * @param trackingUids gives a nodule's UID by its centre
     * @return the most probable first; empty if there is none
     * @throws InterruptedException where the thread was interrupted
     */
    List<NoduleFinding> detect(Volume volume, Function<Point, String> trackingUids, Progress progress)
            throws InterruptedException;

    /** Takes what is being done. */
    @FunctionalInterface
    interface Progress {
        /**
         * Called occasionally, by the thread that searches.
         *
         * @param stage such as {@code search} or {@code rate}
         * @param share done of the whole, in [0, 1], never falling
         */
        void at(String stage, double share);
    }
}
