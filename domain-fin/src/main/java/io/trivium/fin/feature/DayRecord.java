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
 * label time i64, fraud u8. Merging an event is idempotent and commutative: the same set of events and labels in any
 * order, any number of times, gives the same bytes.
 */
public final class DayRecord {

    public static final long DAY_MS = 86_400_000L;

    /** Above this many events a day stops growing, so that its record stays below Kafka's 1 MiB. */
    public static final int MAX_EVENTS = 16_000;

    private static final byte VERSION = 1;
    private static final int HEAD = 17;
    private static final int EVENT = 41;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private DayRecord() {}

    /** The UTC day of a time, counted from 1970-01-01. */
    public static int epochDay(long timeMs) {
        return Math.toIntExact(Math.floorDiv(timeMs, DAY_MS));
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
     * The day with the event in it. An event already there keeps its place and takes the newer of the two labels.
     *
     * @return the same array when nothing changes or the day is full
     */
    static byte[] merge(byte @Nullable [] day, EntityEvent event) {
        if (day == null) {
            byte[] first = new byte[HEAD + EVENT];
            first[0] = VERSION;
            writeEvent(first, HEAD, event);
            writeHead(first, 1, event.amountMinor(), event.fraud() ? 1 : 0);
            return first;
        }
        requireReadable(day);
        int count = count(day);
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(day, HEAD + middle * EVENT, event);
            if (order < 0) {
                low = middle + 1;
            } else if (order > 0) {
                high = middle - 1;
            } else {
                return relabel(day, HEAD + middle * EVENT, event);
            }
        }
        if (count >= MAX_EVENTS) {
            return day;
        }
        int at = HEAD + low * EVENT;
        byte[] grown = new byte[day.length + EVENT];
        System.arraycopy(day, 0, grown, 0, at);
        writeEvent(grown, at, event);
        System.arraycopy(day, at, grown, at + EVENT, day.length - at);
        writeHead(
                grown,
                count + 1,
                saturatedSum(sumMinor(day), event.amountMinor()),
                frauds(day) + (event.fraud() ? 1 : 0));
        return grown;
    }

    /** Whether the day holds the event, whatever its label. */
    static boolean contains(byte[] day, EntityEvent event) {
        int count = count(day);
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(day, HEAD + middle * EVENT, event);
            if (order == 0) {
                return true;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return false;
    }

    /** Adds the events of {@code (afterMs, untilMs]} to the totals; whole days by their head alone. */
    static void accumulate(byte[] day, int epochDay, long afterMs, long untilMs, WindowTotals totals) {
        long dayStart = epochDay * DAY_MS;
        if (dayStart > untilMs || dayStart + DAY_MS - 1 <= afterMs) {
            return;
        }
        requireReadable(day);
        if (dayStart > afterMs && dayStart + DAY_MS - 1 <= untilMs) {
            totals.add(count(day), sumMinor(day), frauds(day));
            return;
        }
        int count = count(day);
        int events = 0;
        long sum = 0;
        int frauds = 0;
        for (int i = 0, at = HEAD; i < count; i++, at += EVENT) {
            long time = (long) LONG.get(day, at);
            if (time <= afterMs) {
                continue;
            }
            if (time > untilMs) {
                break;
            }
            events++;
            sum = saturatedSum(sum, (long) LONG.get(day, at + 8));
            frauds += day[at + 40];
        }
        totals.add(events, sum, frauds);
    }

    /** The events in order, for inspection and tests. */
    public static List<EntityEvent> events(byte[] day) {
        requireReadable(day);
        List<EntityEvent> events = new ArrayList<>(count(day));
        for (int i = 0, at = HEAD; i < count(day); i++, at += EVENT) {
            events.add(new EntityEvent(
                    (long) LONG.get(day, at),
                    (long) LONG.get(day, at + 8),
                    (long) LONG.get(day, at + 16),
                    (long) LONG.get(day, at + 24),
                    day[at + 40] == 1,
                    (long) LONG.get(day, at + 32)));
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
        if (!EntityEvent.supersedes(event.labelledAtMs(), event.fraud(), labelledAt, fraud)) {
            return day;
        }
        byte[] changed = day.clone();
        LONG.set(changed, at + 32, event.labelledAtMs());
        changed[at + 40] = (byte) (event.fraud() ? 1 : 0);
        INT.set(changed, 13, frauds(day) + (event.fraud() ? 1 : 0) - (fraud ? 1 : 0));
        return changed;
    }

    private static int compare(byte[] day, int at, EntityEvent event) {
        int order = Long.compare((long) LONG.get(day, at), event.timeMs());
        if (order == 0) {
            order = Long.compare((long) LONG.get(day, at + 16), event.idHigh());
        }
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
    }

    private static void requireReadable(byte[] day) {
        if (day.length < HEAD || day[0] != VERSION || day.length != HEAD + count(day) * EVENT) {
            throw new IllegalStateException("day record of " + day.length + " bytes is not version " + VERSION);
        }
    }
}
