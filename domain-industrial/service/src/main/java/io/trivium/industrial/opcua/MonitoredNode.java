package io.trivium.industrial.opcua;

import io.trivium.industrial.reading.Series;

/**
 * A variable that is read, and the names of its values.
 *
 * @param node in the form that is independent of the server's namespace indexes
 * @param samplingMs sampling interval of the server
 * @param queueSize values that the server keeps
 * @param deadband smallest change that is reported; 0 for every change
 */
record MonitoredNode(String node, String source, String tag, long samplingMs, int queueSize, double deadband) {

    Series series() {
        return new Series(source, tag);
    }
}
