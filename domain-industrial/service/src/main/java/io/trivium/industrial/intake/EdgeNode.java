package io.trivium.industrial.intake;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A host's state of one edge node: its session, its sequence and the names of its aliases. Of one thread. */
final class EdgeNode {
    private static final int SEQUENCE = 256;
    private static final int MOST_HELD = 1_000;

    /**
     * The definition of a metric in a birth.
     *
     * @param source of the edge node or device that has it
     */
    record Metric(String source, String name, int dataType) {}

    /** A message that waits for the birth. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Held(SparkplugTopic topic, byte[] payload, Receipt receipt, long sinceNanos) {}

    private final Map<Long, Metric> aliases = new HashMap<>();
    private final Map<String, Metric> names = new HashMap<>();
    private final Deque<Held> held = new ArrayDeque<>();
    private boolean born;
    private boolean online;
    private long bdSeq = -1;
    private int expected = -1;
    private long rebirthAskedNanos;
    private boolean rebirthAsked;

    /** Whether a birth is known, be it of an earlier run of this service. */
    boolean isBorn() {
        return born;
    }

    boolean isOnline() {
        return online;
    }

    long bdSeq() {
        return bdSeq;
    }

    Map<Long, Metric> aliases() {
        return aliases;
    }

    /** Takes up what an earlier run knew; the sequence begins with the next message. */
    void restore(boolean wasOnline, long lastBdSeq, Map<Long, Metric> known) {
        born = wasOnline;
        online = wasOnline;
        bdSeq = lastBdSeq;
        known.forEach(this::name);
    }

    /**
     * Handles a birth of the node: all earlier state of it and its devices ends. Returns whether the birth was
     * unexpected.
     */
    boolean bear(long sessionBdSeq, int sequence) {
        boolean repeated = online && bdSeq == sessionBdSeq && !rebirthAsked && expected >= 0;
        aliases.clear();
        names.clear();
        born = true;
        online = true;
        rebirthAsked = false;
        bdSeq = sessionBdSeq;
        expected = (sequence + 1) % SEQUENCE;
        return repeated;
    }

    void name(long alias, Metric metric) {
        aliases.put(alias, metric);
        name(metric);
    }

    void name(Metric metric) {
        names.put(metric.source() + '\n' + metric.name(), metric);
    }

    @Nullable
    Metric byAlias(long alias) {
        return aliases.get(alias);
    }

    @Nullable
    Metric byName(String source, String name) {
        return names.get(source + '\n' + name);
    }

    /** Forgets a device's metrics, at its birth and its death. */
    void forget(String source) {
        aliases.values().removeIf(metric -> metric.source().equals(source));
        names.values().removeIf(metric -> metric.source().equals(source));
    }

    /** Whether that death is of the present session; an older one comes when a node reconnected before the broker noticed. */
    boolean die(long sessionBdSeq) {
        if (online && bdSeq >= 0 && sessionBdSeq >= 0 && sessionBdSeq != bdSeq) return false;
        online = false;
        born = false;
        expected = -1;
        return true;
    }

    /** Counts a message; returns how many are missing before it, if any. */
    OptionalInt follow(int sequence) {
        int missing = expected < 0 ? 0 : Math.floorMod(sequence - expected, SEQUENCE);
        expected = (sequence + 1) % SEQUENCE;
        return missing == 0 ? OptionalInt.empty() : OptionalInt.of(missing);
    }

    /** Whether a rebirth should be requested now: not again within the interval. */
    boolean askRebirth(long nowNanos, long intervalNanos) {
        if (rebirthAsked && nowNanos - rebirthAskedNanos < intervalNanos) return false;
        rebirthAsked = true;
        rebirthAskedNanos = nowNanos;
        return true;
    }

    Deque<Held> held() {
        return held;
    }

    boolean hasRoomToHold() {
        return held.size() < MOST_HELD;
    }
}
