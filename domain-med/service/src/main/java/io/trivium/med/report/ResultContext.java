package io.trivium.med.report;

import io.trivium.med.study.SliceHeader;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * The data that all objects of one result share.
 *
 * @param identity gives the UIDs
 * @param sources the instances that were read, in order of the grid's slices; of a study that was not processed, any of it
 * @param device that speaks
 * @param created when the result was computed; kept with it, so that writing it again gives the same bytes
 * @param zone of the hospital, for dates and times without an offset
 */
public record ResultContext(
        ResultIdentity identity, List<SliceHeader> sources, ReportingDevice device, Instant created, ZoneId zone) {
    /**
     * The device that reports.
     *
     * @param uid of this installation
     * @param manufacturer such as {@code Trivium}
     * @param serialNumber of this installation
     * @param softwareVersion of the platform
     */
    public record ReportingDevice(
            String uid, String manufacturer, String modelName, String serialNumber, String softwareVersion) {}

    public ResultContext {
        if (sources.isEmpty()) throw new IllegalArgumentException("a result without source instances");
        sources = List.copyOf(sources);
    }

    SliceHeader first() {
        return sources.getFirst();
    }
}
