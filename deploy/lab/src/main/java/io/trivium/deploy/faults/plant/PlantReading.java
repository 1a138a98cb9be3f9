package io.trivium.deploy.faults.plant;

/**
 * One measured value.
 *
 * @param at time at the sensor, in microseconds since 1970
 * @param value that no other reading of the run has
 */
record PlantReading(String source, String tag, long at, double value) {

    /** Reads a line of the load's results. */
    static PlantReading parse(String line) {
        String[] parts = line.split(" ", -1);
        if (parts.length != 4) throw new IllegalArgumentException("not source, tag, time and value: " + line);
        return new PlantReading(parts[0], parts[1], Long.parseLong(parts[2]), Double.parseDouble(parts[3]));
    }

    /** The series that the reading belongs to. */
    String series() {
        return source + ' ' + tag;
    }

    /** The key under which it is stored once. */
    String id() {
        return series() + ' ' + at;
    }
}
