package io.trivium.med.dicom.association;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Bytes of a socket until a point in time: a peer that sends one byte occasionally does not hold a thread for ever. */
public final class TimedInput extends InputStream {

    private final Socket socket;
    private final InputStream in;
    private final byte[] buffer = new byte[16 * 1024];
    private int position;
    private int end;
    private long deadline;

    public TimedInput(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.deadline = System.nanoTime();
    }

    /** Reads that end later than this from now on fail with {@link SocketTimeoutException}. */
    public void within(Duration limit) {
        deadline = System.nanoTime() + limit.toNanos();
    }

    @Override
    public int read() throws IOException {
        if (position == end && !fill()) return -1;
        return buffer[position++] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) return 0;
        if (position < end) {
            int taken = Math.min(length, end - position);
            System.arraycopy(buffer, position, target, offset, taken);
            position += taken;
            return taken;
        }
        if (length >= buffer.length) return receive(target, offset, length);
        return fill() ? read(target, offset, length) : -1;
    }

    private boolean fill() throws IOException {
        int count = receive(buffer, 0, buffer.length);
        position = 0;
        end = Math.max(count, 0);
        return count > 0;
    }

    private int receive(byte[] target, int offset, int length) throws IOException {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) throw new SocketTimeoutException("the peer did not send in time");
        socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
        return in.read(target, offset, length);
    }
}
