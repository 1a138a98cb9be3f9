package io.trivium.deploy.releases;

import io.trivium.deploy.releases.CourseTraffic.Tally;
import io.trivium.deploy.releases.ReleaseTable.Standing;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Takes one version on its way, under traffic, until it is over. For one thread. */
final class CourseRun {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofMinutes(8);
    /** After the end: a version that is off must not answer any request. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(2);

    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final RuntimeCalls calls;
    private final ReleaseTable table;
    private final LateLabels labels;
    private final String task;
    private final String model;
    private final CountDownLatch never = new CountDownLatch(1);

    CourseRun(RuntimeCalls calls, ReleaseTable table, LateLabels labels, String task, String model) {
        this.calls = calls;
        this.table = table;
        this.labels = labels;
        this.task = task;
        this.model = model;
    }

    /** @param champion version that is champion now */
    CourseResult run(Course course, int champion) throws SQLException, IOException, InterruptedException {
        long start = System.nanoTime();
        // of both clocks at a time, to compare the database's times with this process's
        Instant wall = Instant.now();
        boolean promoted = false;
        Standing standing;
        try (CourseTraffic traffic = new CourseTraffic(calls, model, course, labels)) {
            traffic.start(course.number());
            UUID id = table.offer(task, model, course.version(), champion);
            do {
                labels.store(table.connection());
                standing = table.standing(id);
                promoted |= standing.state().equals("promoted");
                boolean isTime = !Instant.now().isBefore(standing.since().plus(course.delay()));
                if (standing.state().equals(course.onset().word()) && isTime) traffic.trigger();
                pause(POLL);
            } while (!standing.finished() && System.nanoTime() - start < LONGEST.toNanos());
            pause(AFTERWARDS);
            return result(course, champion, id, standing, promoted, traffic.tally(), start, wall);
        }
    }

    private void pause(Duration time) throws InterruptedException {
        never.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    @SuppressWarnings("TooManyParameters") // the observations
    private CourseResult result(
            Course course,
            int champion,
            UUID id,
            Standing standing,
            boolean promoted,
            Tally tally,
            long start,
            Instant wall)
            throws SQLException, IOException, InterruptedException {
        boolean good = course.fault() == Fault.GOOD;
        String expected = Integer.toString(good ? course.version() : champion);
        double ended = Duration.between(wall, standing.since()).toMillis() / MILLIS;
        Long trigger = tally.firstTrigger();
        Double noticed = good || trigger == null || standing.state().equals("promoted")
                ? null
                : ended - (trigger - start) / NANOS;
        return new CourseResult(
                model,
                course.version(),
                course.fault().word(),
                good ? null : course.onset().word(),
                course.share(),
                standing.finished() ? standing.state() : standing.state() + ", not over",
                table.alarms(id),
                promoted,
                calls.champion(model),
                expected,
                tally.requests(),
                tally.challenger(),
                tally.bad(),
                tally.afterOnset(),
                tally.failed(),
                noticed,
                returned(tally),
                Math.round((System.nanoTime() - start) / NANOS));
    }

    private static @Nullable Double returned(Tally tally) {
        Long first = tally.firstBad();
        Long other = tally.other();
        return first == null || other == null ? null : Math.max(0, other - first) / NANOS;
    }
}
