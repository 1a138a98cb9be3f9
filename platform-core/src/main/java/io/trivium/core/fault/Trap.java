package io.trivium.core.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process at the fault point that a file names: {@code outbox.sent 3} is the third time that
 * {@code outbox.sent} is passed after the file is detected, at most 50 ms after it was created. The file is deleted
 * right before the process ends, so that the process does not end there again after a restart and the author of the
 * file can see that it took effect; if the file cannot be deleted, the process continues. A file with any other
 * content, or one that is removed, arms nothing. Thread-safe.
 */
final class Trap {
    private static final Logger LOG = Logger.getLogger(Trap.class);
    private static final Pattern ASKED = Pattern.compile("([a-z][a-z.-]{0,99}) ([1-9]\\d{0,8})\\s*");
    private static final long LOOK_MILLIS = 50;

    private final Path file;
    private final Runnable end;
    private volatile @Nullable Armed armed;

    /** @param asked the content of the file */
    private record Armed(String asked, String point, AtomicInteger left) {}

    /** @param end ends the process */
    Trap(Path file, Runnable end) {
        this.file = file;
        this.end = end;
    }

    /** Returns a trap that polls its file as long as the process lives; one that exists at the start is applied at once. */
    static Trap watching(Path file, Runnable end) {
        Trap trap = new Trap(file, end);
        trap.look();
        Thread.ofPlatform().daemon().name("fault-points").start(trap::watch);
        return trap;
    }

    private void watch() {
        CountDownLatch never = new CountDownLatch(1);
        try {
            do {
                look();
            } while (!never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Applies the current content of the file; if the content is unchanged, counting continues. */
    void look() {
        String asked;
        try {
            asked = Files.readString(file);
        } catch (NoSuchFileException _) {
            armed = null;
            return;
        } catch (IOException e) {
            LOG.debug("the fault point cannot be read", e);
            armed = null;
            return;
        }
        Armed now = armed;
        if (now != null && Objects.equals(now.asked(), asked)) return;
        Matcher words = ASKED.matcher(asked);
        armed = words.matches()
                ? new Armed(asked, words.group(1), new AtomicInteger(Integer.parseInt(words.group(2))))
                : null;
    }

    void pass(String point) {
        Armed now = armed;
        if (now == null || !now.point().equals(point) || now.left().decrementAndGet() != 0) return;
        try {
            Files.delete(file);
        } catch (IOException e) {
            LOG.warnf("not ended at %s: the file that asked for it cannot be deleted (%s)", point, e);
            return;
        }
        LOG.warnf("ended at %s, as a chaos run asked", point);
        end.run();
    }
}
