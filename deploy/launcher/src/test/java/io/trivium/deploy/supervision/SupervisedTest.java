package io.trivium.deploy.supervision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.component.Component;
import io.trivium.deploy.component.ComponentStatus;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.standalone.KafkaComponent;
import io.trivium.deploy.standalone.PlatformStatus;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SupervisedTest {
    @TempDir
    Path directory;

    /** Runs a shell command again and again. */
    private record Repeating(
            String script, Path directory, Duration pause, CountDownLatch starts, Iterator<String> obstacles)
            implements Component {
        @Override
        public Optional<String> obstacle() {
            return obstacles.hasNext() ? Optional.of(obstacles.next()) : Optional.empty();
        }

        @Override
        public String name() {
            return "repeating";
        }

        @Override
        public OptionalInt port() {
            return OptionalInt.empty();
        }

        @Override
        public Optional<Duration> repeatsAfter() {
            return Optional.of(pause);
        }

        @Override
        public Launch launch() {
            starts.countDown();
            return new Launch(List.of("sh", "-c", script), Map.of(), directory);
        }

        @Override
        public void probe() {
            // Always well.
        }
    }

    private ComponentStatus run(String script, int starts, Duration pause) throws InterruptedException {
        return run(script, starts, pause, Collections.emptyIterator());
    }

    private ComponentStatus run(String script, int starts, Duration pause, Iterator<String> obstacles)
            throws InterruptedException {
        DataDirectory data = DataDirectory.open(directory.resolve("data"));
        CountDownLatch started = new CountDownLatch(starts);
        Supervised supervised = new Supervised(
                new Repeating(script, directory, pause, started, obstacles),
                data,
                new Board(data, 18_000, InstantSource.system()),
                InstantSource.system());
        Thread thread = Thread.ofPlatform().start(supervised);
        assertTrue(started.await(50, TimeUnit.SECONDS), "started " + (starts - started.getCount()) + " times");
        ComponentStatus status =
                PlatformStatus.read(data).orElseThrow().component("repeating").orElseThrow();
        supervised.stop().join();
        thread.join();
        return status;
    }

    @Test
    void whatIsToRepeatIsStartedAgainAfterItsPauseAndThatIsNoRestart() throws InterruptedException {
        ComponentStatus status = run("exit 0", 3, Duration.ofMillis(1));
        assertEquals(0, status.restarts());
        assertEquals(null, status.lastFailure());
    }

    @Test
    void whatFailsIsARestartWithItsReasonThoughItIsToRepeat() throws InterruptedException {
        ComponentStatus status = run("echo no disk; exit 3", 2, Duration.ofHours(1));
        assertEquals(
                "ended with exit code 3",
                status.lastFailure() == null ? "" : status.lastFailure().reason());
    }

    @Test
    void itWaitsWhileSomethingIsInItsWayWhichIsNoFailure() throws InterruptedException {
        Iterator<String> obstacles =
                List.of("the disk is full", "the disk is full").iterator();
        ComponentStatus status = run("exit 0", 1, Duration.ofHours(1), obstacles);
        assertFalse(obstacles.hasNext(), "started in spite of an obstacle");
        assertEquals(0, status.restarts());
        assertEquals(null, status.lastFailure());
    }

    /** Never ready again once it was, and alive as often as it has a word for it. */
    private record Waiting(Path directory, AtomicInteger probes, Iterator<Boolean> alive) implements Component {
        @Override
        public String name() {
            return "waiting";
        }

        @Override
        public OptionalInt port() {
            return OptionalInt.empty();
        }

        @Override
        public Launch launch() {
            return new Launch(List.of("sleep", "600"), Map.of(), directory);
        }

        @Override
        public void probe() throws IOException {
            if (probes.getAndIncrement() > 0) throw new IOException("the database is away");
        }

        @Override
        public Duration startTimeout() {
            return Duration.ofDays(1_000);
        }

        @Override
        public boolean isAlive() {
            return alive.hasNext() && alive.next();
        }
    }

    @Test
    void whatIsAliveIsLeftAloneHoweverLongItIsNotReady() throws InterruptedException {
        DataDirectory data = DataDirectory.open(directory.resolve("data"));
        AtomicInteger minutes = new AtomicInteger();
        InstantSource hasty = () -> Instant.EPOCH.plus(Duration.ofMinutes(minutes.getAndIncrement()));
        Iterator<Boolean> alive = List.of(true, true, true).iterator();
        Supervised supervised = new Supervised(
                new Waiting(directory, new AtomicInteger(), alive),
                data,
                new Board(data, 18_000, InstantSource.system()),
                hasty,
                Duration.ofMillis(20));
        Thread thread = Thread.ofPlatform().start(supervised);
        String reason = "";
        while (reason.isEmpty()) {
            thread.join(Duration.ofMillis(20));
            reason = PlatformStatus.read(data)
                    .flatMap(now -> now.component("waiting"))
                    .flatMap(now -> Optional.ofNullable(now.lastFailure()))
                    .map(ComponentStatus.Failure::reason)
                    .orElse("");
        }
        supervised.stop().join();
        thread.join();
        assertFalse(alive.hasNext(), "ended although it was alive");
        assertEquals("no answer for 90 s: the database is away", reason);
    }

    /** Never ready. */
    private record Slow(Path directory, String script) implements Component {
        @Override
        public String name() {
            return "slow";
        }

        @Override
        public OptionalInt port() {
            return OptionalInt.empty();
        }

        @Override
        public Launch launch() {
            return new Launch(List.of("sh", "-c", script), Map.of(), directory);
        }

        @Override
        public void probe() throws IOException {
            throw new IOException("it loads models");
        }

        @Override
        public Duration startTimeout() {
            return Duration.ofMinutes(5);
        }
    }

    private String firstFailure(String script, Duration perLook) throws InterruptedException {
        DataDirectory data = DataDirectory.open(directory.resolve("data"));
        AtomicInteger looks = new AtomicInteger();
        Supervised supervised = new Supervised(
                new Slow(directory, script),
                data,
                new Board(data, 18_000, InstantSource.system()),
                () -> Instant.EPOCH.plus(perLook.multipliedBy(looks.getAndIncrement())));
        Thread thread = Thread.ofPlatform().start(supervised);
        String reason = "";
        while (reason.isEmpty()) {
            thread.join(Duration.ofMillis(20));
            reason = PlatformStatus.read(data)
                    .flatMap(now -> now.component("slow"))
                    .flatMap(now -> Optional.ofNullable(now.lastFailure()))
                    .map(ComponentStatus.Failure::reason)
                    .orElse("");
        }
        supervised.stop().join();
        thread.join();
        return reason;
    }

    /** integrators 14 */
    @Test
    void aStartWhoseLogMovesGetsSixTimesTheUsualTime() throws InterruptedException {
        assertEquals(
                "not ready after 1800 s, though its log moved: it loads models",
                firstFailure("while :; do echo loading; sleep 0.05; done", Duration.ofSeconds(40)));
    }

    @Test
    void aStartWhoseLogIsStillEndsAtTheUsualTime() throws InterruptedException {
        assertEquals(
                "not ready after 300 s, and its log did not move for 60 s: it loads models",
                firstFailure("echo loading; sleep 600", Duration.ofSeconds(40)));
    }

    /** Ready for good. */
    private record Steady(Path directory, CountDownLatch probes) implements Component {
        @Override
        public String name() {
            return "steady";
        }

        @Override
        public OptionalInt port() {
            return OptionalInt.empty();
        }

        @Override
        public Launch launch() {
            return new Launch(List.of("sleep", "600"), Map.of(), directory);
        }

        @Override
        public void probe() {
            probes.countDown();
        }
    }

    @Test
    void looksAtAProcessLeaveNothingBehind() throws Exception {
        DataDirectory data = DataDirectory.open(directory.resolve("data"));
        CountDownLatch probes = new CountDownLatch(300);
        Supervised supervised = new Supervised(
                new Steady(directory, probes),
                data,
                new Board(data, 18_000, InstantSource.system()),
                InstantSource.system(),
                Duration.ofMillis(1));
        long before = waits();
        Thread thread = Thread.ofPlatform().start(supervised);
        assertTrue(probes.await(50, TimeUnit.SECONDS), probes.getCount() + " looks are missing");
        long after = waits();
        supervised.stop().join();
        thread.join();
        assertTrue(after < before + 50, before + " waits before, " + after + " after 300 looks");
    }

    /** Objects of this JVM that wait for one of several things. */
    private static long waits() throws JMException {
        String histogram = String.valueOf(ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()}));
        return histogram
                .lines()
                .filter(line -> line.contains(" java.util.concurrent.CompletableFuture$AnyOf "))
                .mapToLong(line -> Long.parseLong(line.strip().split("\\s+", -1)[1]))
                .sum();
    }

    @Test
    void aBrokerWaitsForSpace() {
        assertEquals(Optional.empty(), KafkaComponent.obstacle(directory, KafkaComponent.LEAST_FREE));
        assertTrue(KafkaComponent.obstacle(directory, KafkaComponent.LEAST_FREE - 1)
                .orElseThrow()
                .startsWith("waits for disk space: 63 MiB are free at " + directory));
    }

    @Test
    void itIsStoppedWithinItsPause() throws InterruptedException {
        assertEquals(0, run("exit 0", 1, Duration.ofHours(1)).restarts());
    }
}
