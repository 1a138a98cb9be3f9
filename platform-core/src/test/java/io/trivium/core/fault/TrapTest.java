package io.trivium.core.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrapTest {
    @TempDir
    Path directory = Path.of("");

    private final AtomicInteger ends = new AtomicInteger();
    private Path file = Path.of("");
    private Trap trap = new Trap(file, ends::incrementAndGet);

    @BeforeEach
    void set() {
        file = directory.resolve("domain-fin");
        trap = new Trap(file, ends::incrementAndGet);
    }

    private void ask(String text) throws IOException {
        Files.writeString(file, text);
        trap.look();
    }

    @Test
    void endsWhenTheNamedPlaceIsPassedAsOftenAsAskedAndForgetsIt() throws IOException {
        ask("outbox.sent 3\n");
        trap.pass("outbox.sent");
        trap.pass("rows.stored");
        trap.look();
        trap.pass("outbox.sent");
        assertEquals(0, ends.get());
        trap.pass("outbox.sent");
        assertEquals(1, ends.get());
        assertFalse(Files.exists(file));
        trap.look();
        trap.pass("outbox.sent");
        assertEquals(1, ends.get());
    }

    @Test
    void goesOnWhereTheFileWasTakenAway() throws IOException {
        ask("outbox.sent 1");
        Files.delete(file);
        trap.pass("outbox.sent");
        assertEquals(0, ends.get());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "outbox.sent", "outbox.sent 0", "outbox.sent -1", "outbox.sent 1 2", "/etc 1", "x 9999999999"
            })
    void armsNothingByAnythingElse(String text) throws IOException {
        ask(text);
        trap.pass("outbox.sent");
        trap.pass("x");
        assertEquals(0, ends.get());
        assertTrue(Files.exists(file));
    }

    @Test
    void seesItsFileByItself() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        Trap watching = Trap.watching(file, ended::countDown);
        Files.writeString(file, "outbox.sent 1");
        while (!ended.await(10, TimeUnit.MILLISECONDS)) watching.pass("outbox.sent");
        assertFalse(Files.exists(file));
    }
}
