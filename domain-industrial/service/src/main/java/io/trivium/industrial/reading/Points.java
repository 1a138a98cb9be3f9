package io.trivium.industrial.reading;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Readings whose tags are known, on their way into one transaction: rows in PostgreSQL's binary format of COPY, and what they
 * make due. Not thread-safe.
 */
final class Points {
    /** "PGCOPY\n\377\r\n\0", flags, length of the header's extension (PostgreSQL manual, COPY, binary format). */
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    /** From 1970 to 2000, where PostgreSQL's times begin. */
    private static final long EPOCH_SHIFT = 946_684_800L * EpochMicros.SECOND;

    private static final int ROW = 2 + 4 + 4 + 4 + 2 + 4 + 8 + 4 + 8;

    private final TreeMap<UUID, Long> lastAt = new TreeMap<>();
    private final TreeMap<UUID, Long> firstAt = new TreeMap<>();
    private final TreeMap<UUID, Set<Long>> minutes = new TreeMap<>();
    private final Map<Integer, TagReadings.Builder> followed = new HashMap<>();
    private final IntPredicate wanted;
    private ByteBuffer rows = ByteBuffer.allocate(HEADER.length + 1024 * ROW).put(HEADER);
    private int size;

    /** The asset of the previous reading: an asset's tags are mostly read at one time. */
    private @Nullable UUID assetBefore;

    private long minuteBefore;
    private long atBefore;

    /** Creates points of which none is followed. */
    Points() {
        this(tag -> false);
    }

    /** Creates points that are followed if the number of their tag is wanted. */
    Points(IntPredicate wanted) {
        this.wanted = wanted;
    }

    int size() {
        return size;
    }

    /** Returns the followed readings, by the tag's number; without bad readings. */
    Map<Integer, TagReadings> followed() {
        Map<Integer, TagReadings> found = new HashMap<>();
        followed.forEach((tag, readings) -> found.put(tag, readings.build()));
        return found;
    }

    /** Latest time at the sensor by asset, in the order of ids. */
    SortedMap<UUID, Long> lastAt() {
        return lastAt;
    }

    /** Earliest time at the sensor by asset, in the order of ids. */
    SortedMap<UUID, Long> firstAt() {
        return firstAt;
    }

    /** Begins of the minutes that have new readings, by asset. */
    SortedMap<UUID, Set<Long>> minutes() {
        return minutes;
    }

    void add(UUID assetId, int tagId, long atMicros, double value, short quality) {
        if (rows.remaining() < ROW + 2)
            rows = ByteBuffer.allocate(2 * rows.capacity()).put(rows.flip());
        rows.putShort((short) 4)
                .putInt(4)
                .putInt(tagId)
                .putInt(2)
                .putShort(quality)
                .putInt(8)
                .putLong(atMicros - EPOCH_SHIFT)
                .putInt(8)
                .putDouble(value);
        size++;
        if (quality != ReadingQuality.BAD.code() && wanted.test(tagId)) {
            followed.computeIfAbsent(tagId, tag -> new TagReadings.Builder()).add(atMicros, value);
        }
        long minute = atMicros - Math.floorMod(atMicros, EpochMicros.MINUTE);
        if (atMicros < atBefore || !assetId.equals(assetBefore)) firstAt.merge(assetId, atMicros, Math::min);
        if (minute != minuteBefore || atMicros > atBefore || !assetId.equals(assetBefore)) {
            lastAt.merge(assetId, atMicros, Math::max);
            minutes.computeIfAbsent(assetId, asset -> new TreeSet<>()).add(minute);
            assetBefore = assetId;
            minuteBefore = minute;
            atBefore = atMicros;
        }
    }

    /** The whole COPY, its end mark included; nothing may be added after it. Columns: tag_id, quality, at, value. */
    byte[] finish() {
        rows.putShort((short) -1).flip();
        byte[] copy = new byte[rows.remaining()];
        rows.get(copy);
        return copy;
    }
}
