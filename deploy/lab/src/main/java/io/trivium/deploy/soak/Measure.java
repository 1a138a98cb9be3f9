package io.trivium.deploy.soak;

import java.util.Locale;

/** The sampled measures. Names in lower case are those of the samples' file. */
enum Measure {
    /** Proportional resident memory of all processes of a component; listed alone where it is known by heap and native. */
    MEMORY("bytes", Growth.LEAK),
    /** Objects of a JVM that are reachable. */
    HEAP("bytes", Growth.LEAK),
    /** Resident memory of a JVM outside its heap. */
    NATIVE("bytes", Growth.LEAK),
    /** Class metadata of a JVM. */
    METASPACE("bytes", Growth.LEAK),
    /** Direct buffers of a service. */
    DIRECT("bytes", Growth.LEAK),
    THREADS("1", Growth.COUNT),
    /** Open file descriptors, sockets among them; of the broker and PostgreSQL without {@link #DATA_FILES}. */
    FILES("1", Growth.COUNT),
    /** Open files of the broker and of PostgreSQL: as many as there are segments and relations. */
    DATA_FILES("1", Growth.LISTED),
    /** Connections to PostgreSQL by role. */
    CONNECTIONS("1", Growth.COUNT),
    /** Rows that were read of tables from end to end, a second: work that grows with all stored data. */
    SCANS("rows/s", Growth.SLOWDOWN),
    /** Records that a consumer group has not finished with. */
    LAG("1", Growth.BACKLOG),
    /** 99th percentile since the sample before. */
    P99("ms", Growth.SLOWDOWN),
    /** Requests that failed in the service, refusals for overload not counted. */
    ERRORS("1", Growth.NEVER),
    /** Starts after the first. */
    RESTARTS("1", Growth.NEVER),
    /** A directory of the platform's data. */
    DISK("bytes", Growth.LISTED),
    /** Records that ever arrived at a topic, or studies received completely. */
    EVENTS("1", Growth.LISTED);

    private final String unit;
    private final Growth growth;

    Measure(String unit, Growth growth) {
        this.unit = unit;
        this.growth = growth;
    }

    String unit() {
        return unit;
    }

    Growth growth() {
        return growth;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Measure parse(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
