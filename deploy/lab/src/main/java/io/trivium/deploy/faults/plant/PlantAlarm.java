package io.trivium.deploy.faults.plant;

import org.jspecify.annotations.Nullable;

/**
 * An alarm of one machine and condition, as it is stored.
 *
 * @param source of the machine
 * @param condition name of its rule
 * @param occurrences how often it was raised
 * @param version how often it was changed
 */
record PlantAlarm(String alarmId, String source, String condition, boolean active, int occurrences, int version) {

    String id() {
        return source + ' ' + condition;
    }

    /**
     * A time of its being active, by the clock of the sensor in microseconds since 1970.
     *
     * @param cleared null while it is
     */
    record Occurrence(
            String source,
            String condition,
            long raised,
            @Nullable Long cleared) {

        String alarm() {
            return source + ' ' + condition;
        }

        String id() {
            return alarm() + ' ' + raised;
        }
    }
}
