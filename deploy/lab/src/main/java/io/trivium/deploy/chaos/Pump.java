package io.trivium.deploy.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;

/** Carries the bytes of one direction of a connection, in the mode of its link. For one thread. */
final class Pump {
    private static final int BUFFER = 64 << 10;
    private static final Duration BETWEEN_SLICES = Duration.ofMillis(1);
    private static final int NANOS = 1_000_000_000;

    private final Gate gate;
    private final Direction direction;
    private final Random random;
    private volatile boolean spoiled;

    Pump(Gate gate, Direction direction, Random random) {
        this.gate = gate;
        this.direction = direction;
        this.random = random;
    }

    /** Whether bytes were lost, so that the following bytes would be invalid. */
    boolean isSpoiled() {
        return spoiled;
    }

    /** Carries until the sender ends, then ends the receiver's input. */
    void carry(Socket from, Socket to) throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        OutputStream out = to.getOutputStream();
        while (true) {
            gate.awaitUnclogged();
            int read = from.getInputStream().read(buffer);
            if (read < 0) break;
            write(out, buffer, read);
        }
        if (gate.awaitUnclogged().swallows(direction)) spoil();
        else to.shutdownOutput();
    }

    private void write(OutputStream out, byte[] bytes, int length) throws IOException, InterruptedException {
        int from = 0;
        while (from < length) {
            Mode mode = gate.awaitUnclogged();
            if (spoiled || mode.swallows(direction)) {
                spoil();
                return;
            }
            from += writeSome(out, bytes, from, length - from, mode);
        }
    }

    /** Throws where the link passes data again: the reset of spoiled connections has already run. */
    private void spoil() throws IOException {
        spoiled = true;
        if (!gate.mode().swallows(direction)) throw new IOException("bytes were lost");
    }

    /** Waits according to the mode and writes; returns the number of bytes, zero when the mode changed meanwhile. */
    private int writeSome(OutputStream out, byte[] bytes, int from, int left, Mode mode)
            throws IOException, InterruptedException {
        int part = left;
        switch (mode) {
            case Mode.Delay(Duration delay, Duration jitter) ->
                gate.pause(delay.plusNanos((long) (jitter.toNanos() * random.nextDouble())), mode);
            case Mode.Throttle(int bytesPerSecond) -> {
                part = Math.min(left, Math.max(1, bytesPerSecond / 20));
                gate.pause(Duration.ofNanos((long) part * NANOS / bytesPerSecond), mode);
            }
            case Mode.Slice(int largest) -> {
                part = Math.min(left, 1 + random.nextInt(largest));
                gate.pause(BETWEEN_SLICES, mode);
            }
            case Mode.Pass _, Mode.Cut _, Mode.BlackHole _, Mode.HalfOpen _, Mode.Clog _ -> {
                // Nothing is waited for.
            }
        }
        if (!gate.mode().equals(mode)) return 0;
        out.write(bytes, from, part);
        return part;
    }
}
