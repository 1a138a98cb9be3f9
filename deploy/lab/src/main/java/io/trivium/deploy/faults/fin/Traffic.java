package io.trivium.deploy.faults.fin;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A seeded stream of authorizations of a few hundred cards and terminals whose windows overlap: a seventh comes up to
 * six days late, a quarter is on a full hour so that events fall on window edges, some are sent twice, and labels come
 * before, after and long after their authorization, repeated and contradicting each other. Not thread-safe.
 */
public final class Traffic {
    static final String TENANT = "replay-bank";
    static final int CARDS = 240;
    static final int TERMINALS = 120;
    public static final int DEVICES = 80;
    static final int COUNTERPARTIES = 40;

    private static final List<String> COUNTRIES = List.of("DE", "FR", "NL");

    private static final Instant START = Instant.parse("2025-03-01T00:00:00Z");
    static final Duration STEP = Duration.ofMinutes(3);
    private static final long HOUR_MS = Duration.ofHours(1).toMillis();
    private static final long DAY_MS = Duration.ofDays(1).toMillis();
    private static final int FAR = 3_000;

    /** One thing to send. */
    public sealed interface Step {
        /**
         * An authorization.
         *
         * @param again with the same content as before
         * @param patient whether the client waits for the acknowledgement through an outage
         */
        record Authorize(Payment payment, boolean again, boolean patient) implements Step {}

        record Observe(Label label) implements Step {}
    }

    private record Due(long sequence, long order, Step step) {}

    private final String run;
    private final Random random;
    private final Duration step;
    private final PriorityQueue<Due> later =
            new PriorityQueue<>(Comparator.comparingLong(Due::sequence).thenComparingLong(Due::order));
    private long sequence;
    private long orders;

    public Traffic(String run, long seed) {
        this(run, seed, STEP);
    }

    /** @param step from one authorization to the next, in their own time */
    public Traffic(String run, long seed, Duration step) {
        this.run = run;
        this.random = new Random(seed);
        this.step = step;
    }

    public static String id(String run, long sequence) {
        return run + "-k" + sequence;
    }

    /** Number of authorizations so far. */
    long sequence() {
        return sequence;
    }

    static String card(String run, int index) {
        return "tok_" + run + "_" + index;
    }

    static String terminal(String run, int index) {
        return "term-" + run + "-" + index;
    }

    public static String device(String run, int index) {
        return "dev-" + run + "-" + index;
    }

    static String counterparty(String run, int index) {
        return "acc-" + run + "-" + index;
    }

    /** The next records to send, in order: one new authorization and all records that have become due. */
    List<Step> next() {
        List<Step> steps = new ArrayList<>();
        Payment payment = new Payment(
                TENANT,
                id(run, sequence),
                card(run, skewed(CARDS)),
                terminal(run, skewed(TERMINALS)),
                amount(),
                occurredAt(),
                random.nextInt(3) == 0 ? null : device(run, skewed(DEVICES)),
                random.nextInt(4) == 0 ? counterparty(run, skewed(COUNTERPARTIES)) : null,
                random.nextInt(5) == 0 ? null : COUNTRIES.get(random.nextInt(COUNTRIES.size())));
        Step.Authorize first = new Step.Authorize(payment, false, random.nextInt(20) != 0);
        List<Label> labels = labels(payment);
        if (!labels.isEmpty() && random.nextInt(6) == 0) {
            labels.forEach(label -> steps.add(new Step.Observe(label)));
        } else {
            int reach = random.nextInt(3) == 0 ? FAR : 40;
            labels.forEach(label -> at(1 + random.nextInt(reach), new Step.Observe(label)));
        }
        steps.add(first);
        if (random.nextInt(30) == 0) {
            Step.Authorize again = new Step.Authorize(payment, true, true);
            if (random.nextBoolean()) steps.add(again);
            else at(random.nextInt(FAR), again);
        }
        sequence++;
        while (!later.isEmpty() && later.peek().sequence() <= sequence)
            steps.add(later.remove().step());
        return steps;
    }

    /** The records that were due later, now. */
    public List<Step> rest() {
        List<Step> steps = new ArrayList<>();
        while (!later.isEmpty()) steps.add(later.remove().step());
        return steps;
    }

    /** A full hour after every authorization so far. */
    public Instant end() {
        long end = START.toEpochMilli() + sequence * step.toMillis() + 3 * HOUR_MS;
        return Instant.ofEpochMilli(end - end % HOUR_MS);
    }

    private void at(int distance, Step step) {
        later.add(new Due(sequence + distance, orders++, step));
    }

    private List<Label> labels(Payment payment) {
        if (random.nextInt(10) >= 4) return List.of();
        boolean fraud = random.nextInt(3) == 0;
        Instant observedAt = payment.occurredAt().plus(Duration.ofHours(1 + random.nextInt(200)));
        List<Label> labels = new ArrayList<>();
        labels.add(new Label(TENANT, payment.id(), fraud, observedAt));
        switch (random.nextInt(10)) {
            case 0 -> labels.add(labels.getFirst());
            case 1 -> labels.add(new Label(TENANT, payment.id(), !fraud, observedAt.plus(Duration.ofHours(5))));
            case 2 -> labels.add(new Label(TENANT, payment.id(), !fraud, observedAt.minus(Duration.ofHours(5))));
            case 3 -> labels.add(new Label(TENANT, payment.id(), !fraud, observedAt));
            default -> {
                // One label, as most have.
            }
        }
        return labels;
    }

    private Instant occurredAt() {
        long at = START.toEpochMilli() + sequence * step.toMillis();
        at += random.nextInt(7) == 0 ? -random.nextLong(6 * DAY_MS) : random.nextLong(-HOUR_MS, HOUR_MS);
        return Instant.ofEpochMilli(random.nextInt(4) == 0 ? at - at % HOUR_MS : at);
    }

    private long amount() {
        return switch (random.nextInt(20)) {
            case 0 -> 0;
            case 1 -> random.nextLong(1_000_000);
            default -> 100 * random.nextLong(50_000);
        };
    }

    /** Some are used far more often than others. */
    private int skewed(int count) {
        double draw = random.nextDouble();
        return (int) (count * draw * Math.sqrt(draw));
    }
}
