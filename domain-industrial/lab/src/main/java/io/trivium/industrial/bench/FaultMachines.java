package io.trivium.industrial.bench;

import io.trivium.industrial.bench.FaultLedger.Reading;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The machines of a run of faults that send JSON, each until the run ends. */
final class FaultMachines {
    private static final long LIVE_MS = 200;
    private static final long ALARMED_MS = 250;
    private static final int BACKLOG_S = 3_600;
    private static final long BACKLOG_PAUSE_S = 8;
    private static final Duration BACKLOG_STEP = Duration.ofMillis(50);

    private final FaultPlant plant;
    private final FaultLedger ledger;
    private final CountDownLatch end;

    FaultMachines(FaultPlant plant, FaultLedger ledger, CountDownLatch end) {
        this.plant = plant;
        this.ledger = ledger;
        this.end = end;
    }

    /** All machines that send what they measure now, five times a second each, one message in twenty twice. */
    void live(SureSender sender, Random random) throws InterruptedException {
        while (!end.await(LIVE_MS, TimeUnit.MILLISECONDS)) {
            for (int machine = 0; machine < FaultPlant.LIVE; machine++) {
                String name = "m" + machine;
                List<Reading> readings = readings(name, now());
                var _ = sender.send(plant.topic(name), readings);
                if (random.nextInt(20) == 0) sender.sendAgain(plant.topic(name), readings);
            }
        }
        sender.drain();
    }

    /**
     * Machines that were disconnected for an hour, one after the other: all of it in no order, one message in ten
     * twice, and one of the present after every twenty of the past.
     */
    void backlogs(SureSender sender, Random random) throws InterruptedException {
        for (int machine = 0; machine < plant.backlogs(); machine++) {
            String name = "b" + machine;
            Instant from = now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(BACKLOG_S);
            List<Integer> order = new ArrayList<>();
            for (int second = 0; second < BACKLOG_S; second++) order.add(second);
            Collections.shuffle(order, random);
            for (int sent = 0; sent < BACKLOG_S; sent++) {
                List<Reading> past = readings(name, from.plusSeconds(order.get(sent)));
                var _ = sender.send(plant.topic(name), past);
                if (random.nextInt(10) == 0) sender.sendAgain(plant.topic(name), past);
                if (sent % 20 == 19) {
                    var _ = sender.send(plant.topic(name), readings(name, now()));
                    if (end.await(BACKLOG_STEP.toMillis(), TimeUnit.MILLISECONDS)) break;
                }
            }
            sender.drain();
            if (end.await(BACKLOG_PAUSE_S, TimeUnit.SECONDS)) return;
        }
    }

    /**
     * A machine that exceeds its limit and returns. It waits for each acknowledgement, so that its readings have one
     * order; and occasionally it sends what was over the limit once more when it is well again, which must raise
     * nothing.
     */
    void alarmed(int machine, SureSender sender, Random random) throws InterruptedException {
        String name = "a" + machine;
        boolean over = false;
        while (end.getCount() > 0) {
            List<Reading> last = List.of();
            for (int left = random.nextInt(2, 24); left > 0; left--) {
                long number = ledger.next();
                last = List.of(new Reading(plant.source(name), FaultPlant.LEVEL, now(), over ? number : -number));
                sender.send(plant.topic(name), last).join();
                if (end.await(ALARMED_MS, TimeUnit.MILLISECONDS)) return;
            }
            over = !over;
            long number = ledger.next();
            sender.send(
                            plant.topic(name),
                            List.of(new Reading(plant.source(name), FaultPlant.LEVEL, now(), over ? number : -number)))
                    .join();
            if (random.nextBoolean()) sender.sendAgain(plant.topic(name), last);
        }
    }

    private List<Reading> readings(String name, Instant at) {
        String source = plant.source(name);
        return List.of(
                new Reading(source, FaultPlant.FAST, at, ledger.next()),
                new Reading(source, FaultPlant.SLOW, at, ledger.next()));
    }

    /** PostgreSQL's resolution. */
    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
