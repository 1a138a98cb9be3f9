package io.trivium.deploy.faults.plant;

import io.trivium.deploy.faults.Promise;

/** The guarantees of the factory's service to senders and readers of readings. */
enum PlantPromise implements Promise {
    /** Acknowledged, and not in PostgreSQL. */
    LOST("readings-lost"),
    /** In PostgreSQL with another value than was sent. */
    CHANGED("readings-changed"),
    /** In PostgreSQL, but never sent. */
    NEVER_SENT("readings-never-sent"),
    /** The latest reading on the screens is not the newest by the time at the sensor. */
    LATEST("latest-mismatches"),
    /** A second, minute or hour differs from the values that its readings give. */
    ROLLUP("rollup-mismatches"),
    /** A machine exceeded its limit, and there is no alarm for it. */
    ALARM_MISSING("alarms-missing"),
    /** An alarm at a time at which no machine exceeded its limit. */
    ALARM_WITHOUT_CAUSE("alarms-without-cause"),
    /** A second alarm of one machine and condition. */
    ALARM_TWICE("alarms-twice"),
    /** An alarm that is active, over or counted differently from its readings. */
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
