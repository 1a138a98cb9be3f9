package io.trivium.deploy.faults.plant;

import io.trivium.deploy.faults.Promise;

/** What the factory's service promises to those that send readings, and to those that look at them. */
enum PlantPromise implements Promise {
    /** Acknowledged, and not in PostgreSQL. */
    LOST("readings-lost"),
    /** In PostgreSQL with another value than was sent. */
    CHANGED("readings-changed"),
    /** In PostgreSQL, and nobody sent it. */
    NEVER_SENT("readings-never-sent"),
    /** What screens show as the latest reading is not the newest by the time at the sensor. */
    LATEST("latest-mismatches"),
    /** A second, minute or hour is not what its readings give. */
    ROLLUP("rollup-mismatches"),
    /** A machine went over its limit, and no alarm says so. */
    ALARM_MISSING("alarms-missing"),
    /** An alarm at a time at which no machine went over its limit. */
    ALARM_WITHOUT_CAUSE("alarms-without-cause"),
    /** A second alarm of one machine and condition. */
    ALARM_TWICE("alarms-twice"),
    /** An alarm that is active, over or counted otherwise than the readings say. */
    ALARM_STATE("alarm-state-mismatches"),
    /** A change of an alarm that was not published, or under two ids. */
    ALARM_EVENT("alarm-event-mismatches"),
    /** The audit log's chain does not verify. */
    AUDIT("audit-chain-breaks");

    private final String measure;

    PlantPromise(String measure) {
        this.measure = measure;
    }

    @Override
    public String measure() {
        return measure;
    }
}
