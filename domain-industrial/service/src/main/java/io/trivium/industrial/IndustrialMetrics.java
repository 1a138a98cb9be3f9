package io.trivium.industrial;

/** Names of the factory domain's metrics. */
public final class IndustrialMetrics {
    /** Readings that reached the broker, by {@code protocol}. */
    public static final String READINGS_TAKEN = "industrial.intake.readings";
    /** Readings and messages that something is wrong with, by {@code reason}. */
    public static final String REFUSALS = "industrial.intake.refusals";
    /** MQTT messages that wait for the broker's confirmation. */
    public static final String UNCONFIRMED = "industrial.intake.unconfirmed";
    /** Readings of OPC UA servers that wait for the broker's confirmation. */
    public static final String OPC_UA_UNCONFIRMED = "industrial.intake.opcua.unconfirmed";
    /** Requests for a rebirth sent to edge nodes. */
    public static final String REBIRTHS = "industrial.intake.rebirths";
    /** Readings stored. */
    public static final String READINGS_STORED = "industrial.reading.stored";
    /** Seconds for one batch of readings, from the first byte to the commit. */
    public static final String STORE_DURATION = "industrial.reading.store.duration";
    /** Seconds between the time at the sensor and the commit, of the youngest reading of each batch. */
    public static final String STORE_LAG = "industrial.reading.store.lag";
    /** Minutes and hours of assets rolled up, by {@code step}. */
    public static final String ROLLED_UP = "industrial.rollup.buckets";
    /** Alarms raised, by {@code priority}. */
    public static final String ALARMS_RAISED = "industrial.alarm.raised";
    /** Seconds between the time at the sensor and the raising of an alarm. */
    public static final String ALARM_LAG = "industrial.alarm.lag";

    /** Cycles judged, by {@code outcome}: good or defective. */
    public static final String CYCLES_JUDGED = "industrial.cycle.judged";
    /** Seconds between the end of a cycle at the sensor and its judgement. */
    public static final String CYCLE_LAG = "industrial.cycle.lag";

    private IndustrialMetrics() {}
}
