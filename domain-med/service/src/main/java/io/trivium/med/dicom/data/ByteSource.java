package io.trivium.med.dicom.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** Bytes that are read forward, with a cheap way over those that are not needed. Not thread-safe. */
abstract class ByteSource {

    private static final int BUFFER = 16 * 1024;

    private final byte[] buffer = new byte[BUFFER];
    private int next;
    private int end;
    private long position;

    /** Position of the next byte, counted from the first. */
    final long position() {
        return position;
    }

    /** The next byte, or -1 at the end. */
    final int read() throws IOException {
        if (next == end && !fill()) {
            return -1;
        }
        position++;
        return buffer[next++] & 0xFF;
    }

    final void readFully(byte[] target) throws IOException {
        int done = 0;
        while (done < target.length) {
            if (next == end && !fill()) {
                throw new EOFException("the data set ends within an element");
            }
            int count = Math.min(end - next, target.length - done);
            System.arraycopy(buffer, next, target, done, count);
            next += count;
            done += count;
            position += count;
        }
    }

    /** Skips this many bytes; throws an {@link EOFException} if there are fewer. */
    final void skip(long count) throws IOException {
        long left = count;
        int buffered = (int) Math.min(left, end - next);
        next += buffered;
        left -= buffered;
        if (left > 0) {
            skipUnbuffered(left);
        }
        position += count;
    }

    private boolean fill() throws IOException {
        next = 0;
        end = Math.max(0, fill(buffer));
        return end > 0;
    }

    abstract int fill(byte[] target) throws IOException;

    abstract void skipUnbuffered(long count) throws IOException;

    static ByteSource of(SeekableByteChannel channel) {
        return new ByteSource() {
            @Override
            int fill(byte[] target) throws IOException {
                return channel.read(ByteBuffer.wrap(target));
            }

            @Override
            void skipUnbuffered(long count) throws IOException {
                if (count > channel.size() - channel.position()) {
                    throw new EOFException("the data set ends within an element");
                }
                channel.position(channel.position() + count);
            }
        };
    }

    static ByteSource of(InputStream in) {
        return new ByteSource() {
            @Override
            int fill(byte[] target) throws IOException {
                return in.read(target, 0, target.length);
            }

            @Override
            void skipUnbuffered(long count) throws IOException {
                in.skipNBytes(count);
            }
        };
    }
}
