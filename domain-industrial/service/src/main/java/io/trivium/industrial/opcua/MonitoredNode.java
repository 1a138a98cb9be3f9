package io.trivium.industrial.opcua;

import io.trivium.industrial.reading.Series;

/**
 * A variable that is read, and what its values are called.
 *
 * @param node in the form that holds whatever index the server gives its namespaces
 * @param samplingMs how often the server looks at it
 * @param queueSize values that the server keeps
 * @param deadband smallest change that is told; 0 for every change
 */
record MonitoredNode(String node, String source, String tag, long samplingMs, int queueSize, double deadband) {

    Series series() {
        return new Series(source, tag);
    }
}
