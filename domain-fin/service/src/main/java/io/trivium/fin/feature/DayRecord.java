package io.trivium.fin.feature;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that hold one entity's events of one UTC day, with their totals at the head.
 *
 * <p>Events and totals are one value, so that no crash can leave one without the other. Layout, big-endian: version u8,
 * count i32, sum of amounts i64, frauds i32, then per event, ordered by time and id: time i64, amount i64, id 2 × i64,
 * label time i64, fraud u8, from version 2 on place i64, and in version 3 device i64 and details i64. A day is of version 3
 * when one of its events has a device or details, as a card's have, and of version 2 when one has a place. Merging an event
 * is idempotent and commutative: the same set of events and labels in any order, any number of times, gives the same bytes.
 */
public final class DayRecord {

    public static final long DAY_MS = 86_400_000L;

    /** Above this many events a day stops growing, so that its record stays below Kafka's 1 MiB. */
    public static final int MAX_EVENTS = 15_000;

    private static final byte WITHOUT_PLACES = 1;
    private static final byte WITH_PLACES = 2;
    private static final byte WITH_DETAILS = 3;
    private static final int HEAD = 17;
    private static final int PLACELESS_EVENT = 41;
    private static final int PLACED_EVENT = 49;
    private static final int DETAILED_EVENT = 65;
    private static final int PLACE_AT = 41;
    private static final int DEVICE_AT = 49;
    private static final int DETAILS_AT = 57;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private DayRecord() {}

    /** The UTC day of a time, counted from 1970-01-01. */
    public static int epochDay(long timeMs) {
        return Math.toIntExact(Math.floorDiv(timeMs, DAY_MS));
    }

    /** Whether a time is on a Saturday or Sunday, UTC. */
    static boolean weekend(long timeMs) {
        // 1970-01-01 was a Thursday, weekday 3 counted from Monday.
        return Math.floorMod(epochDay(timeMs) + 3, 7) >= 5;
    }

    static int count(byte[] day) {
        return (int) INT.get(day, 1);
    }

    static long sumMinor(byte[] day) {
        return (long) LONG.get(day, 5);
    }

    static int frauds(byte[] day) {
        return (int) INT.get(day, 13);
    }

    /**
     * The day with the event in it. An event already there takes the newer of the two labels, and what it lacks.
     *
     * @return the same array when nothing changes or the day is full
     */
    static byte[] merge(byte @Nullable [] day, EntityEvent event) {
        if (day == null) {
            byte version = version(event);
            byte[] first = new byte[HEAD + eventBytes(version)];
            first[0] = version;
            writeEvent(first, HEAD, event);
            writeHead(first, 1, event.amountMinor(), event.fraud() ? 1 : 0);
            return first;
        }
        requireReadable(day);
        int size = eventBytes(day[0]);
        int at = find(day, event);
        if (at >= 0) {
            return day[0] < version(event)
                    ? merge(widened(day, version(event)), event)
                    : complete(relabel(day, HEAD + at * size, event), HEAD + at * size, event);
        }
        int count = count(day);
        if (count >= MAX_EVENTS) return day;
        if (day[0] < version(event)) return merge(widened(day, version(event)), event);
        int gap = HEAD + ~at * size;
        byte[] grown = new byte[day.length + size];
        System.arraycopy(day, 0, grown, 0, gap);
        writeEvent(grown, gap, event);
        System.arraycopy(day, gap, grown, gap + size, day.length - gap);
        writeHead(
                grown,
                count + 1,
                saturatedSum(sumMinor(day), event.amountMinor()),
                frauds(day) + (event.fraud() ? 1 : 0));
        return grown;
    }

    /** Whether the day holds the event, whatever its label. */
    static boolean contains(byte[] day, EntityEvent event) {
        return find(day, event) >= 0;
    }

    /** Index of the event, or the complement of its insertion point. */
    private static int find(byte[] day, EntityEvent event) {
        int size = eventBytes(day[0]);
        int low = 0;
        int high = count(day) - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(day, HEAD + middle * size, event);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        return ~low;
    }

    /** The day's last events up to the current one's time, but not itself: at most {@code most}, in order. */
    static void last(byte[] day, long afterMs, EntityEvent current, int most, RecentEvents recent) {
        int size = eventBytes(day[0]);
        int until = count(day);
        while (until > 0 && (long) LONG.get(day, HEAD + (until - 1) * size) > current.timeMs()) until--;
        // One more, since the current event may be among them.
        for (int i = Math.max(0, until - most - 1); i < until; i++) {
            int at = HEAD + i * size;
            long time = (long) LONG.get(day, at);
            if (time > afterMs && compare(day, at, current) != 0) {
                recent.add(
                        time,
                        (long) LONG.get(day, at + 8),
                        optional(day, at, PLACE_AT),
                        optional(day, at, DEVICE_AT),
                        optional(day, at, DETAILS_AT));
            }
        }
    }

    /** Adds the events of {@code (afterMs, untilMs]} to the totals; whole days by their head alone. */
    static void accumulate(byte[] day, int epochDay, long afterMs, long untilMs, WindowTotals totals) {
        long dayStart = epochDay * DAY_MS;
        if (dayStart > untilMs || dayStart + DAY_MS - 1 <= afterMs) return;
        requireReadable(day);
        if (dayStart > afterMs && dayStart + DAY_MS - 1 <= untilMs) {
            totals.add(count(day), sumMinor(day), frauds(day));
            return;
        }
        int count = count(day);
        int events = 0;
        long sum = 0;
        int frauds = 0;
        int size = eventBytes(day[0]);
        for (int i = 0, at = HEAD; i < count; i++, at += size) {
            long time = (long) LONG.get(day, at);
            if (time <= afterMs) continue;
            if (time > untilMs) break;
            events++;
            sum = saturatedSum(sum, (long) LONG.get(day, at + 8));
            frauds += day[at + 40];
        }
        totals.add(events, sum, frauds);
    }

    /** Shows the events of {@code (afterMs, untilMs]} in order; a whole day without fraud by its count alone. */
    static void frauds(byte[] day, int epochDay, long afterMs, long untilMs, FraudHistory history) {
        long dayStart = epochDay * DAY_MS;
        if (dayStart > untilMs || dayStart + DAY_MS - 1 <= afterMs) return;
        requireReadable(day);
        int count = count(day);
        if (frauds(day) == 0 && dayStart > afterMs && dayStart + DAY_MS - 1 <= untilMs) {
            history.genuine(count);
            return;
        }
        int size = eventBytes(day[0]);
        for (int i = 0, at = HEAD; i < count; i++, at += size) {
            long time = (long) LONG.get(day, at);
            if (time > untilMs) break;
            if (time <= afterMs) continue;
            if (day[at + 40] == 1) history.fraud(time, (long) LONG.get(day, at + 8));
            else history.genuine(1);
        }
    }

    /** The events in order, for inspection and tests. */
    public static List<EntityEvent> events(byte[] day) {
        requireReadable(day);
        List<EntityEvent> events = new ArrayList<>(count(day));
        int size = eventBytes(day[0]);
        for (int i = 0, at = HEAD; i < count(day); i++, at += size) {
            events.add(new EntityEvent(
                    (long) LONG.get(day, at),
                    (long) LONG.get(day, at + 8),
                    (long) LONG.get(day, at + 16),
                    (long) LONG.get(day, at + 24),
                    day[at + 40] == 1,
                    (long) LONG.get(day, at + 32),
                    optional(day, at, PLACE_AT),
                    optional(day, at, DEVICE_AT),
                    optional(day, at, DETAILS_AT)));
        }
        return events;
    }

    /** Sums of non-negative numbers stop at the largest long, which keeps them independent of order. */
    static long saturatedSum(long left, long right) {
        long sum = left + right;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    private static byte[] relabel(byte[] day, int at, EntityEvent event) {
        long labelledAt = (long) LONG.get(day, at + 32);
        boolean fraud = day[at + 40] == 1;
        if (!EntityEvent.supersedes(event.labelledAtMs(), event.fraud(), labelledAt, fraud)) return day;
        byte[] changed = day.clone();
        LONG.set(changed, at + 32, event.labelledAtMs());
        changed[at + 40] = (byte) (event.fraud() ? 1 : 0);
        INT.set(changed, 13, frauds(day) + (event.fraud() ? 1 : 0) - (fraud ? 1 : 0));
        return changed;
    }

    /** Adds what the event knows of itself and the kept one does not: a label may come before its authorization. */
    private static byte[] complete(byte[] day, int at, EntityEvent event) {
        long place = larger(optional(day, at, PLACE_AT), event.place());
        long device = larger(optional(day, at, DEVICE_AT), event.device());
        long details = larger(optional(day, at, DETAILS_AT), event.details());
        if (place == optional(day, at, PLACE_AT)
                && device == optional(day, at, DEVICE_AT)
                && details == optional(day, at, DETAILS_AT)) {
            return day;
        }
        byte[] changed = day.clone();
        writePlaces(changed, at, place, device, details);
        return changed;
    }

    private static long larger(long left, long right) {
        return Long.compareUnsigned(left, right) >= 0 ? left : right;
    }

    private static int compare(byte[] day, int at, EntityEvent event) {
        int order = Long.compare((long) LONG.get(day, at), event.timeMs());
        if (order == 0) order = Long.compare((long) LONG.get(day, at + 16), event.idHigh());
        return order == 0 ? Long.compare((long) LONG.get(day, at + 24), event.idLow()) : order;
    }

    private static void writeHead(byte[] day, int count, long sumMinor, int frauds) {
        INT.set(day, 1, count);
        LONG.set(day, 5, sumMinor);
        INT.set(day, 13, frauds);
    }

    private static void writeEvent(byte[] day, int at, EntityEvent event) {
        LONG.set(day, at, event.timeMs());
        LONG.set(day, at + 8, event.amountMinor());
        LONG.set(day, at + 16, event.idHigh());
        LONG.set(day, at + 24, event.idLow());
        LONG.set(day, at + 32, event.labelledAtMs());
        day[at + 40] = (byte) (event.fraud() ? 1 : 0);
        writePlaces(day, at, event.place(), event.device(), event.details());
    }

    private static void writePlaces(byte[] day, int at, long place, long device, long details) {
        if (day[0] >= WITH_PLACES) LONG.set(day, at + PLACE_AT, place);
        if (day[0] == WITH_DETAILS) {
            LONG.set(day, at + DEVICE_AT, device);
            LONG.set(day, at + DETAILS_AT, details);
        }
    }

    /** A day written before its events had places or details. */
    private static byte[] widened(byte[] day, byte version) {
        int count = count(day);
        int from = eventBytes(day[0]);
        int size = eventBytes(version);
        byte[] wider = new byte[HEAD + count * size];
        System.arraycopy(day, 0, wider, 0, HEAD);
        wider[0] = version;
        for (int i = 0; i < count; i++) System.arraycopy(day, HEAD + i * from, wider, HEAD + i * size, from);
        return wider;
    }

    private static byte version(EntityEvent event) {
        if (event.device() != EntityEvent.NOWHERE || event.details() != EventDetails.NONE) return WITH_DETAILS;
        return event.place() == EntityEvent.NOWHERE ? WITHOUT_PLACES : WITH_PLACES;
    }

    private static int eventBytes(byte version) {
        return switch (version) {
            case WITHOUT_PLACES -> PLACELESS_EVENT;
            case WITH_PLACES -> PLACED_EVENT;
            default -> DETAILED_EVENT;
        };
    }

    /** A part of an event that days of older versions lack: 0 there. */
    private static long optional(byte[] day, int at, int field) {
        return field < eventBytes(day[0]) ? (long) LONG.get(day, at + field) : 0;
    }

    private static void requireReadable(byte[] day) {
        if (day.length < HEAD
                || day[0] < WITHOUT_PLACES
                || day[0] > WITH_DETAILS
                || day.length != HEAD + count(day) * eventBytes(day[0])) {
            throw new IllegalStateException("day record of " + day.length + " bytes is of no version known here");
        }
    }
}
