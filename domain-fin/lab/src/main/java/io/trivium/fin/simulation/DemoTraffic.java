package io.trivium.fin.simulation;

import io.trivium.fin.replay.AuthorizationSender;
import io.trivium.fin.replay.DayRange;
import io.trivium.fin.replay.DecisionTally;
import io.trivium.fin.replay.DelayedLabels;
import io.trivium.fin.replay.Pace;
import io.trivium.fin.replay.RecordedAuthorization;
import io.trivium.fin.replay.RecordedAuthorization.Label;
import io.trivium.fin.replay.ReplayState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Plays the simulated world to a running platform: first its recent past as fast as the platform takes it, then the
 * present at a steady mean rate, with labels when they are due.
 *
 * <p>The past of a day is always the same under the same ids, so a restart sends nothing the platform would count twice.
 * Not thread-safe.
 */
public final class DemoTraffic {
    /** Longest past that features can see: 30 days of window after 7 days of delay, and the days its ends cut. */
    public static final int MOST_HISTORY_DAYS = 45;

    private static final Duration EASE = Duration.ofMillis(100);
    private static final Duration LONGEST_EASE = Duration.ofMinutes(1);

    private final PaymentSimulator simulator;
    private final AuthorizationSender sender;
    private final DecisionTally tally;
    private final InstantSource clock;
    private final double labelSpeed;
    private final DelayedLabels historyLabels = new DelayedLabels();
    private final DelayedLabels liveLabels = new DelayedLabels();
    private long authorizations;
    private long frauds;
    private long labels;
    private long degradedSeen;
    /** Prefixes of the ids whose truth is known, and the ids of the frauds among them. */
    private final Set<String> knownPrefixes = ConcurrentHashMap.newKeySet();

    private final Set<String> fraudIds = ConcurrentHashMap.newKeySet();
    private Duration easedOff = Duration.ZERO;

    /** @param labelSpeed how much sooner than in life the labels of live authorizations come; 1 is life */
    public DemoTraffic(
            PaymentSimulator simulator,
            AuthorizationSender sender,
            DecisionTally tally,
            InstantSource clock,
            double labelSpeed) {
        if (!(labelSpeed >= 1)) throw new IllegalArgumentException("label speed below 1: " + labelSpeed);
        this.simulator = simulator;
        this.sender = sender;
        this.tally = tally;
        this.clock = clock;
        this.labelSpeed = labelSpeed;
    }

    /** The numbers of events sent so far. */
    public record Sent(long authorizations, long frauds, long labels, DecisionTally.Counts decisions) {}

    public Sent sent() {
        return new Sent(authorizations, frauds, labels, tally.counts());
    }

    /** Receives the progress of the history. */
    @FunctionalInterface
    public interface HistoryProgress {
        void reached(int day, int days, Sent sent);
    }

    /** Returns the true class of the authorization; empty for one that this traffic did not send. Thread-safe. */
    public Optional<Boolean> isFraud(String authorizationId) {
        return knownPrefixes.stream().anyMatch(authorizationId::startsWith)
                ? Optional.of(fraudIds.contains(authorizationId))
                : Optional.empty();
    }

    /** Ids of the simulated past begin with this. */
    public String historyPrefix() {
        return "sim-" + simulator.config().seed() + "-";
    }

    /** Sends the days before today, and the labels that are already known. */
    public void sendHistory(int days, ReplayState state, HistoryProgress progress)
            throws IOException, InterruptedException {
        if (days < 1) return;
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        DayRange history = new DayRange(today.minusDays(days), today.minusDays(1));
        LocalDate sentBefore = state.lastDay().orElse(LocalDate.MIN);
        Consumer<DelayedLabels.Due> send = due -> sendLabel(historyPrefix(), due);
        knownPrefixes.add(historyPrefix());
        for (LocalDate day : history.days()) {
            boolean again = !day.isAfter(sentBefore);
            for (RecordedAuthorization row : simulator.day(day)) {
                historyLabels.release(row.occurredAt(), again ? due -> {} : send);
                if (row.fraud()) fraudIds.add(historyPrefix() + row.id());
                if (!again) {
                    easeOff();
                    send(row, historyPrefix());
                }
                historyLabels.add(row);
            }
            if (!again) {
                sender.flush();
                state.done(day);
            }
            progress.reached((int) (day.toEpochDay() - history.first().toEpochDay() + 1), days, sent());
        }
        historyLabels.release(clock.instant(), send);
    }

    /** Gives a platform that decides without its model, as one just started may, time to warm up. */
    private void easeOff() throws InterruptedException {
        long degraded = tally.counts().degraded();
        if (degraded > degradedSeen && easedOff.compareTo(LONGEST_EASE) < 0) {
            Pace.sleepUntil(System.nanoTime() + EASE.toNanos());
            easedOff = easedOff.plus(EASE);
        }
        degradedSeen = degraded;
    }

    /**
     * Sends the present until the thread is interrupted.
     *
     * @param perSecond mean rate; gaps are exponential
     * @param progress called about every ten seconds
     */
    public void sendLive(double perSecond, Consumer<Sent> progress) throws InterruptedException {
        if (!(perSecond > 0 && perSecond <= 10_000)) {
            throw new IllegalArgumentException("rate outside (0, 10000]: " + perSecond);
        }
        Instant started = clock.instant();
        String prefix = "live-" + Long.toString(started.toEpochMilli(), 36) + "-";
        knownPrefixes.add(prefix);
        PriorityQueue<RecordedAuthorization> later =
                new PriorityQueue<>(Comparator.comparing(RecordedAuthorization::occurredAt));
        Draws gaps = Draws.keyed(simulator.config().seed(), Draws.Stream.LIVE, -1, started.toEpochMilli());
        Instant nextArrival = started;
        Instant nextReport = started.plusSeconds(10);
        long arrivals = 0;
        long id = 0;
        while (!Thread.currentThread().isInterrupted()) {
            RecordedAuthorization first = later.peek();
            Instant next = first != null && first.occurredAt().isBefore(nextArrival) ? first.occurredAt() : nextArrival;
            sleepUntil(next.isBefore(nextReport) ? next : nextReport);
            Instant now = clock.instant();
            historyLabels.release(now, due -> sendLabel(historyPrefix(), due));
            liveLabels.release(now, due -> sendLabel(prefix, due));
            while (!later.isEmpty() && !later.peek().occurredAt().isAfter(now)) sendNow(later.remove(), prefix);
            if (!nextArrival.isAfter(now)) {
                // The time of the arrival is the time of day it is sent at, also after a pause of this process.
                for (RecordedAuthorization row : simulator.arrival(arrivals++, now, id)) {
                    id = row.id() + 1;
                    if (row.occurredAt().isAfter(now)) later.add(row);
                    else sendNow(row, prefix);
                }
                Duration gap = Duration.ofNanos((long) (-StrictMath.log(1 - gaps.uniform()) / perSecond * 1e9));
                nextArrival = nextArrival.plus(gap);
                // After a long stall, do not make up for what was missed.
                if (nextArrival.isBefore(now.minusSeconds(5))) nextArrival = now;
            }
            if (!now.isBefore(nextReport)) {
                progress.accept(sent());
                nextReport = now.plusSeconds(10);
            }
        }
        throw new InterruptedException("stopped");
    }

    private void sendNow(RecordedAuthorization row, String prefix) throws InterruptedException {
        if (row.fraud()) fraudIds.add(prefix + row.id());
        send(row, prefix);
        Label label = row.reported();
        if (label.observedAt() == null || label.source() == null) return;
        Duration delay = Duration.between(row.occurredAt(), label.observedAt());
        Instant observedAt = row.occurredAt().plusMillis((long) (delay.toMillis() / labelSpeed));
        liveLabels.add(new DelayedLabels.Due(row, observedAt, label.source()));
    }

    private void send(RecordedAuthorization row, String prefix) throws InterruptedException {
        tally.beforeSending();
        sender.send(row.toAuthorization(prefix));
        authorizations++;
        if (row.fraud()) frauds++;
    }

    private void sendLabel(String prefix, DelayedLabels.Due due) {
        sender.sendLabel(prefix + due.row().id(), due.row().fraud(), due.observedAt(), due.source());
        labels++;
    }

    private void sleepUntil(Instant instant) throws InterruptedException {
        Pace.sleepUntil(System.nanoTime()
                + Math.max(0, Duration.between(clock.instant(), instant).toNanos()));
    }
}
