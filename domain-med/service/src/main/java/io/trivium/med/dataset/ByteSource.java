package io.trivium.med.dataset;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** Bytes that are read forward, with a cheap way over those that are not needed. Not thread-safe. */
abstract class ByteSource {

    static final long UNKNOWN = Long.MAX_VALUE;

    private static final int BUFFER = 16 * 1024;
    private static final int CHUNK = 64 * 1024;

    private final byte[] buffer;
    private final long length;
    private int next;
    private int end;
    private long position;

    private ByteSource(byte[] buffer, int next, int end, long length) {
        this.buffer = buffer;
        this.next = next;
        this.end = end;
        this.length = length;
    }

    private ByteSource(long length) {
        this(new byte[BUFFER], 0, 0, length);
    }

    /** Position of the next byte, counted from the first. */
    final long position() {
        return position;
    }

    /** Bytes up to the end; {@link #UNKNOWN} for a stream. */
    final long remaining() {
        return length == UNKNOWN ? UNKNOWN : length - position;
    }

    /** The next byte, or -1 at the end. */
    final int read() throws IOException {
        if (next == end && !fill()) return -1;
        position++;
        return buffer[next++] & 0xFF;
    }

    /** The next bytes. Memory is taken for what is there, not for what is asked for. */
    final byte[] read(int count) throws IOException {
        byte[] bytes = new byte[remaining() == UNKNOWN ? Math.min(count, CHUNK) : count];
        readFully(bytes, 0);
        while (bytes.length < count) {
            int done = bytes.length;
            bytes = Arrays.copyOf(bytes, (int) Math.min(count, 2L * done));
            readFully(bytes, done);
        }
        return bytes;
    }

    /** Long values come from the source without a detour through the buffer. */
    private void readFully(byte[] target, int from) throws IOException {
        int done = from;
        while (done < target.length) {
            int count;
            if (next < end) {
                count = Math.min(end - next, target.length - done);
                System.arraycopy(buffer, next, target, done, count);
                next += count;
            } else if (target.length - done >= BUFFER) {
                count = fill(target, done, Math.min(CHUNK, target.length - done));
            } else {
                count = fill() ? 0 : -1;
            }
            if (count < 0) throw ended();
            done += count;
            position += count;
        }
    }

    /** Skips this many bytes, or refuses if there are fewer. */
    final void skip(long count) throws IOException {
        if (count > remaining()) throw ended();
        int buffered = (int) Math.min(count, end - next);
        next += buffered;
        if (count > buffered) skipUnbuffered(count - buffered);
        position += count;
    }

    static InvalidDataSetException ended() {
        return new InvalidDataSetException("the data set ends within an element");
    }

    private boolean fill() throws IOException {
        next = 0;
        end = Math.max(0, fill(buffer, 0, buffer.length));
        return end > 0;
    }

    /** Reads up to this many bytes, at least one; -1 at the end. */
    abstract int fill(byte[] target, int from, int count) throws IOException;

    abstract void skipUnbuffered(long count) throws IOException;

    static ByteSource of(byte[] bytes, int from) {
        return new ByteSource(bytes, from, bytes.length, bytes.length - from) {
            @Override
            int fill(byte[] target, int from, int count) {
                return -1;
            }

            @Override
            void skipUnbuffered(long count) {
                throw new IllegalStateException("all bytes are in the buffer");
            }
        };
    }

    static ByteSource of(SeekableByteChannel channel) throws IOException {
        return new ByteSource(channel.size() - channel.position()) {
            @Override
            int fill(byte[] target, int from, int count) throws IOException {
                return channel.read(ByteBuffer.wrap(target, from, count));
            }

            @Override
            void skipUnbuffered(long count) throws IOException {
                channel.position(channel.position() + count);
            }
        };
    }

    static ByteSource of(InputStream in) {
        return new ByteSource(UNKNOWN) {
            @Override
            int fill(byte[] target, int from, int count) throws IOException {
                return in.read(target, from, count);
            }

            @Override
            void skipUnbuffered(long count) throws IOException {
                try {
                    in.skipNBytes(count);
                } catch (EOFException e) {
                    throw ended();
                }
            }
        };
    }

    /** Deflated bytes without a zlib header (PS3.5 A.5). The caller ends the inflater. */
    static ByteSource inflating(InputStream in, Inflater inflater) {
        return of(new InflaterInputStream(in, inflater, BUFFER) {
            @Override
            public int read(byte[] target, int from, int count) throws IOException {
                try {
                    return super.read(target, from, count);
                } catch (ZipException | EOFException e) {
                    throw new InvalidDataSetException("the deflated data set is damaged: " + e.getMessage());
                }
            }
        });
    }
}
