package io.trivium.runtime.learning.release.figure;

/** Names of the meters of releases; {@code .} becomes {@code _} in Prometheus. */
public final class ReleaseMetrics {
    /** Counter of transitions; tag {@code to}: the state. */
    public static final String STEPS = "learning.release.steps";
    /** Counter of alarms; tag {@code code}. */
    public static final String ALARMS = "learning.release.alarms";
    /** Timer from the first alarm of a release to the champion's move back or the challenger's end. */
    public static final String REACTION = "learning.release.reaction";
    /** Gauge of releases that are under way or watched. */
    public static final String OPEN = "learning.releases.open";
    /** Counter of copies of requests that were not rehearsed, since others waited. */
    public static final String COPIES_DROPPED = "learning.release.copies.dropped";

    private ReleaseMetrics() {}
}
