package io.trivium.fin.bench;

import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.replay.RecordedAuthorization;
import io.trivium.fin.simulation.PaymentSimulator;
import io.trivium.fin.simulation.SimulationConfig;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Simulated authorizations of a small world that no earlier run has used, day after day, so that windows are filled as in
 * service: the cards and terminals of a run have a name of their own. Not thread-safe.
 */
final class BenchTraffic {
    /** The first day of the worlds of a historical tenant, which accepts any day. */
    static final LocalDate FIRST_DAY = LocalDate.of(2020, 1, 1);

    static final int CARDS = 600;

    private final String run;
    private final PaymentSimulator simulator;
    private final Queue<RecordedAuthorization> today = new ArrayDeque<>();
    private LocalDate next;

    /** @param run letters and digits that tell this run from all others */
    BenchTraffic(String run, long seed) {
        this(run, seed, CARDS, FIRST_DAY);
    }

    /**
     * A world of another size, or at another time.
     *
     * @param cards of which each pays once a day on average, at half as many terminals
     */
    BenchTraffic(String run, long seed, int cards, LocalDate firstDay) {
        this.run = run;
        this.simulator = new PaymentSimulator(new SimulationConfig(seed, cards, cards / 2, 1));
        this.next = firstDay;
    }

    /** Everything of the next days, under ids that begin with the prefix. */
    List<Authorization> days(int days, String idPrefix) {
        LocalDate end = next.plusDays(days);
        List<Authorization> made = new ArrayList<>();
        while (next.isBefore(end) || !today.isEmpty()) made.add(next(idPrefix + made.size()));
        return made;
    }

    List<Authorization> take(int count, String idPrefix) {
        List<Authorization> made = new ArrayList<>(count);
        while (made.size() < count) made.add(next(idPrefix + made.size()));
        return made;
    }

    private Authorization next(String id) {
        while (today.isEmpty()) {
            today.addAll(simulator.day(next));
            next = next.plusDays(1);
        }
        Authorization recorded = today.remove().toAuthorization("");
        if (recorded.occurredAt().isAfter(Instant.now())) {
            throw new IllegalStateException("the cards' days until now are used up; a run of so many needs more cards");
        }
        return new Authorization(
                id,
                recorded.panToken(),
                run + "-" + recorded.terminalId(),
                recorded.amount(),
                recorded.currency(),
                recorded.occurredAt(),
                recorded.merchantId(),
                recorded.mcc(),
                recorded.country(),
                recorded.channel(),
                recorded.cardPresent(),
                recorded.customerId(),
                recorded.deviceId(),
                recorded.counterpartyId() == null ? null : run + "-" + recorded.counterpartyId(),
                recorded.homeDistanceKm());
    }
}
