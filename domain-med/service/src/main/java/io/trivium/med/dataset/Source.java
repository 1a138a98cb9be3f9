package io.trivium.med.dataset;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** Bytes to be read forward, with a position and, where it is known, an end. */
final class Source {
    private static final int CHUNK = 1 << 16;
    private static final int PEEK = 256;

    private InputStream in;
    private long position;
    private long end;

    Source(InputStream in, long length) {
        this.in = new BufferedInputStream(in, CHUNK);
        this.end = length;
    }

    long position() {
        return position;
    }

    /** Bytes up to the end; {@link Long#MAX_VALUE} after {@link #inflate}. */
    long remaining() {
        return end == Long.MAX_VALUE ? Long.MAX_VALUE : end - position;
    }

    byte[] peek(int count) throws IOException {
        if (count > PEEK) throw new IllegalArgumentException("looks at " + PEEK + " bytes at most");
        in.mark(PEEK);
        byte[] seen = in.readNBytes(count);
        in.reset();
        return seen;
    }

    boolean atEnd() throws IOException {
        return peek(1).length == 0;
    }

    byte[] read(int count) throws IOException {
        if (count > remaining()) throw new EOFException();
        if (count <= CHUNK || remaining() != Long.MAX_VALUE) {
            byte[] bytes = readInflated(count);
            if (bytes.length < count) throw new EOFException();
            position += count;
            return bytes;
        }
        ByteArrayOutputStream grown = new ByteArrayOutputStream(CHUNK);
        for (int left = count; left > 0; ) {
            byte[] part = readInflated(Math.min(left, CHUNK));
            if (part.length == 0) throw new EOFException();
            grown.writeBytes(part);
            left -= part.length;
        }
        position += count;
        return grown.toByteArray();
    }

    private byte[] readInflated(int count) throws IOException {
        try {
            return in.readNBytes(count);
        } catch (ZipException e) {
            throw new MalformedDataSetException("the deflated data set is damaged: " + e.getMessage());
        }
    }

    /** From here on the bytes are deflated without a zlib header (PS3.5 A.5). */
    void inflate() {
        in = new BufferedInputStream(new InflaterInputStream(in, new Inflater(true), CHUNK), CHUNK);
        end = Long.MAX_VALUE;
    }
}
