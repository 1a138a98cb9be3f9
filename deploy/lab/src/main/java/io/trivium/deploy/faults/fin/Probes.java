package io.trivium.deploy.faults.fin;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Authorizations that are sent after all others have been decided: the answers to them show the state. */
public final class Probes {
    /** Ahead of this machine's clock by less than the five minutes a live tenant may be. */
    private static final Duration LIVE_AHEAD = Duration.ofSeconds(285);

    private Probes() {}

    /** One for each card and terminal of the historical tenant, all at one moment of event time. */
    public static List<Payment> of(String run, int phase, Instant at) {
        List<Payment> probes = new ArrayList<>();
        for (int i = 0; i < Math.max(Traffic.CARDS, Traffic.TERMINALS); i++) {
            probes.add(new Payment(
                            Traffic.TENANT,
                            run + "-p" + phase + "-" + i,
                            Traffic.card(run, i % Traffic.CARDS),
                            Traffic.terminal(run, i % Traffic.TERMINALS),
                            10_000L * (i + 1),
                            at)
                    .with(
                            Traffic.device(run, i % Traffic.DEVICES),
                            Traffic.counterparty(run, i % Traffic.COUNTERPARTIES)));
        }
        return probes;
    }

    /** Likewise of the live tenant, as far in the future as that may send. */
    public static List<Payment> ofLive(String run, int phase) {
        Instant ahead = Instant.now().plus(LIVE_AHEAD).truncatedTo(ChronoUnit.MILLIS);
        List<Payment> probes = new ArrayList<>();
        for (int i = 0; i < Math.max(HttpLoad.CARDS, HttpLoad.TERMINALS); i++) {
            probes.add(new Payment(
                            HttpLoad.TENANT,
                            run + "-p" + phase + "-h" + i,
                            HttpLoad.card(run, i % HttpLoad.CARDS),
                            HttpLoad.terminal(run, i % HttpLoad.TERMINALS),
                            10_000L * (i + 1),
                            ahead)
                    .with(
                            Traffic.device(run, Traffic.DEVICES + i % HttpLoad.CARDS),
                            Traffic.counterparty(run, Traffic.COUNTERPARTIES)));
        }
        return probes;
    }
}
