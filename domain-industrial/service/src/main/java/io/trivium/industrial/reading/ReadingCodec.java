package io.trivium.industrial.reading;

import io.trivium.core.tenancy.TenantId;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Batches of readings as bytes, the value of a record on {@code industrial.reading.v1}. Pure, thread-safe.
 *
 * <pre>
 * byte 0x52, byte version 1
 * text tenant, text key                  text = length in bytes (varint), UTF-8
 * varint S, then S times: text source, text tag
 * varint N, then N times: varint series (0 to S-1), zigzag varint time in microseconds since the reading before,
 *                         8 bytes value (IEEE 754, big-endian), 1 byte quality
 * </pre>
 *
 * Varints have seven bits a byte, the lowest first, and the eighth bit while more follow.
 */
public final class ReadingCodec {
    /** First byte of every batch; no JSON text begins with it. */
    public static final byte MAGIC = 0x52;

    private static final byte VERSION = 1;
    private static final int MOST_SERIES = 20_000;
    private static final int LONGEST_TEXT = 1_000;

    private ReadingCodec() {}

    public static byte[] encode(ReadingBatch batch) {
        ByteArrayOutputStream out =
                new ByteArrayOutputStream(64 + 24 * batch.series().size() + 12 * batch.size());
        out.write(MAGIC);
        out.write(VERSION);
        text(out, batch.tenant().value());
        text(out, batch.key());
        varint(out, batch.series().size());
        for (Series series : batch.series()) {
            text(out, series.source());
            text(out, series.tag());
        }
        varint(out, batch.size());
        long before = 0;
        for (int i = 0; i < batch.size(); i++) {
            varint(out, batch.seriesOf(i));
            long delta = batch.at(i) - before;
            varint(out, (delta << 1) ^ (delta >> 63));
            before = batch.at(i);
            long bits = Double.doubleToRawLongBits(batch.value(i));
            for (int shift = 56; shift >= 0; shift -= 8) out.write((int) (bits >>> shift));
            out.write(batch.quality(i));
        }
        return out.toByteArray();
    }

    /**
     * Reads a batch.
     *
     * @throws IllegalArgumentException saying what is wrong with the bytes
     */
    public static ReadingBatch decode(byte[] bytes) {
        try {
            return decode(ByteBuffer.wrap(bytes));
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("the batch ends in the middle", e);
        }
    }

    private static ReadingBatch decode(ByteBuffer in) {
        if (in.get() != MAGIC || in.get() != VERSION) {
            throw new IllegalArgumentException("not a batch of readings of version " + VERSION);
        }
        TenantId tenant = TenantId.parse(text(in))
                .orElseThrow(() -> new IllegalArgumentException("the batch names no organisation"));
        ReadingBatch.Builder builder = ReadingBatch.of(tenant, text(in));
        int seriesCount = count(in, MOST_SERIES, "series");
        for (int s = 0; s < seriesCount; s++) {
            if (builder.addSeries(new Series(text(in), text(in))) != s) {
                throw new IllegalArgumentException("a series is there twice");
            }
        }
        int readings = count(in, ReadingBatch.MOST_READINGS, "readings");
        long at = 0;
        for (int r = 0; r < readings; r++) {
            int series = count(in, seriesCount - 1, "series number");
            long zigzag = varint(in);
            at += (zigzag >>> 1) ^ -(zigzag & 1);
            builder.add(series, at, in.getDouble(), (short) (in.get() & 0xFF));
        }
        if (in.hasRemaining()) throw new IllegalArgumentException("bytes follow the batch's end");
        return builder.build();
    }

    private static int count(ByteBuffer in, int most, String what) {
        long count = varint(in);
        if (count < 0 || count > most) throw new IllegalArgumentException(what + " beyond " + most + ": " + count);
        return (int) count;
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        varint(out, utf8.length);
        out.writeBytes(utf8);
    }

    private static String text(ByteBuffer in) {
        byte[] utf8 = new byte[count(in, LONGEST_TEXT, "bytes of text")];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte part = in.get();
            value |= (long) (part & 0x7F) << shift;
            if (part >= 0) return value;
        }
        throw new IllegalArgumentException("a number of more than 64 bits");
    }
}
