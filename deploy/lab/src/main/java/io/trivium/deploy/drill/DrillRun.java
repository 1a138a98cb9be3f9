package io.trivium.deploy.drill;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.chaos.Disks;
import io.trivium.deploy.chaos.Proxies;
import io.trivium.deploy.faults.Waits;
import io.trivium.deploy.standalone.Ports;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Causes faults on a platform, waits for the alert that each must raise, checks the signs of the runbook, follows its
 * steps, and waits until the alert is over. For one thread.
 */
public final class DrillRun implements AutoCloseable {
    /** Components that need a disk of their own. */
    public static final List<String> DISKS = List.of("domain-med");

    private static final Duration POLL = Duration.ofSeconds(2);
    /** The longest rule waits ten minutes for a rate over ten. */
    private static final Duration RAISED = Duration.ofMinutes(22);

    private static final Duration OVER = Duration.ofMinutes(22);
    private static final Duration WATCHED = Duration.ofMinutes(2);

    private final Platform platform;
    private final Duration patience;
    private final Alerting alerting;
    private final Causes causes;
    private final Set<CauseName> chosen;
    private final Consumer<String> talk;
    private final Instant started = Instant.now();
    private final Waits waits;
    private final List<Raised> raised = new ArrayList<>();
    private final Set<String> others = new TreeSet<>();

    /**
     * A drill on a platform that is ready and has the demo's traffic, behind its proxies.
     *
     * @param chosen causes
     * @param patience with a platform that is to be ready again
     * @param talk receives progress lines
     */
    public DrillRun(
            Platform platform,
            Ports behind,
            Proxies proxies,
            Disks disks,
            Alerting alerting,
            DeadLetters deadLetters,
            Set<CauseName> chosen,
            Duration patience,
            Consumer<String> talk) {
        this.platform = platform;
        this.patience = patience;
        this.alerting = alerting;
        this.causes = new Causes(platform, behind, proxies, disks, alerting::query, deadLetters);
        this.chosen = chosen;
        this.talk = talk;
        this.waits = new Waits(started, talk);
    }

    /** Runs to the end. */
    public DrillReport run() throws InterruptedException {
        try {
            waits.pause(WATCHED);
            others.addAll(alerting.firing());
            for (List<Cause> together : causes.all()) {
                List<Cause> wanted = together.stream()
                        .filter(cause -> chosen.contains(cause.name()))
                        .toList();
                if (!wanted.isEmpty()) drill(wanted);
            }
            await(OVER, raised, each -> each.isOver() || !each.isSeen());
        } catch (IOException e) {
            throw LauncherException.failure("The drill cannot continue: " + e.getMessage());
        }
        raised.forEach(each -> others.remove(each.expected().alert()));
        DrillReport report = new DrillReport(
                started, Duration.between(started, Instant.now()), List.copyOf(raised), Set.copyOf(others));
        report.lines().forEach(talk);
        return report;
    }

    private void drill(List<Cause> together) throws IOException, InterruptedException {
        Set<Cause> atWork = new LinkedHashSet<>();
        List<Raised> own = new ArrayList<>();
        awaitSilence(together);
        try {
            for (Cause cause : together) {
                waits.say(cause.name() + ": " + cause.what());
                atWork.add(cause);
                cause.begin().run();
                cause.expected().forEach(expected -> own.add(new Raised(cause, expected, Instant.now())));
            }
            raised.addAll(own);
            await(RAISED, own, each -> {
                endWhereSeen(atWork, own);
                return each.isSeen();
            });
        } finally {
            for (Cause cause : atWork) cause.end().run();
        }
        own.forEach(each -> each.putRight(Instant.now()));
        platform.awaitReady(patience, ignored -> {});
    }

    /** An alert that is raised already, as by the start, would be mistaken for the cause's. */
    private void awaitSilence(List<Cause> together) throws IOException, InterruptedException {
        Set<String> expected = together.stream()
                .flatMap(cause -> cause.expected().stream())
                .map(Expected::alert)
                .collect(Collectors.toSet());
        Instant deadline = Instant.now().plus(OVER);
        Set<String> firing = alerting.firing();
        while (firing.stream().anyMatch(expected::contains)) {
            if (Instant.now().isAfter(deadline)) {
                throw LauncherException.failure("Raised before anything was done, and for " + OVER.toMinutes()
                        + " minutes since: " + String.join(", ", firing) + ". See ./trivium status and the runbooks.");
            }
            note(firing);
            waits.pause(POLL);
            firing = alerting.firing();
        }
    }

    private void endWhereSeen(Set<Cause> atWork, List<Raised> own) throws IOException, InterruptedException {
        for (Cause cause : List.copyOf(atWork)) {
            List<Raised> mine =
                    own.stream().filter(each -> each.cause().equals(cause)).toList();
            if (mine.stream().allMatch(Raised::isSeen)) {
                waits.say(cause.name() + ": " + cause.remedy());
                cause.end().run();
                atWork.remove(cause);
                mine.forEach(each -> each.putRight(Instant.now()));
            }
        }
    }

    private interface Condition {
        boolean holds(Raised raised) throws IOException, InterruptedException;
    }

    /** Repeats the condition until it holds for all, or times out; meanwhile records raised and resolved alerts. */
    private void await(Duration limit, List<Raised> all, Condition condition) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(limit);
        while (Instant.now().isBefore(deadline)) {
            note(alerting.firing());
            boolean holds = true;
            for (Raised each : all) holds &= condition.holds(each);
            if (holds) return;
            waits.pause(POLL);
        }
    }

    private void note(Set<String> firing) throws InterruptedException {
        others.addAll(firing);
        for (Raised each : raised) {
            boolean now = firing.contains(each.expected().alert());
            if (now && !each.isSeen()) {
                each.seen(Instant.now());
                waits.say("  " + each);
            } else if (!now && each.isSeen() && each.isPutRight() && !each.isOver()) {
                each.over(Instant.now());
                waits.say("  " + each.expected().alert() + " is over");
            }
        }
    }

    @Override
    public void close() {
        causes.close();
    }
}
