package io.trivium.deploy.fuzz.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends every operation requests of every caller, in an order that the seed gives; callers with the required roles get
 * most of them. Used once.
 */
final class ApiFuzz {
    private static final Duration SLOWEST = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SHARE_OF_ADMITTED = 8;
    private static final int MUTATED_OF_TEN = 7;
    private static final int TOO_MANY_REQUESTS = 429;

    /** One request of the sequence. */
    private record Turn(FuzzedService service, Operation operation, Caller caller) {}

    private final List<FuzzedService> services;
    private final ApiLimits limits;
    private final Path root;
    private final Findings findings;
    private final Tally tally = new Tally();
    private final Map<String, Target> targets = new HashMap<>();
    private final List<Turn> turns = new ArrayList<>();
    private final AtomicLong next = new AtomicLong();
    private final long start = System.nanoTime();
    private List<Turn> round = List.of();
    private long rounds;

    /**
     * A run that has not begun.
     *
     * @param root directory of {@code ./trivium}
     * @param folder for files that reproduce findings
     */
    ApiFuzz(List<FuzzedService> services, ApiLimits limits, Path root, Path folder) {
        this.services = List.copyOf(services);
        this.limits = limits;
        this.root = root;
        this.findings = new Findings(new Curl(folder));
        for (FuzzedService service : services) {
            KnownValues known = new KnownValues();
            Judges judges = new Judges(
                    service.contract(), known, mark(Caller.Kind.MEMBER), service.shared(), SLOWEST.toMillis());
            targets.put(service.name(), new Target(known, judges, new Wire(service.port(), PATIENCE)));
            for (Operation operation : service.contract().operations()) {
                for (Caller caller : service.callers()) {
                    boolean admitted = operation.access().admits(caller);
                    int share = admitted && caller.kind() == Caller.Kind.MEMBER ? SHARE_OF_ADMITTED : 1;
                    turns.addAll(Collections.nCopies(share, new Turn(service, operation, caller)));
                }
            }
        }
    }

    private record Target(KnownValues known, Judges judges, Wire wire) implements Findings.Retry {
        @Override
        public Answer send(Draft draft) {
            return wire.send(draft);
        }

        @Override
        public List<Finding> judge(Draft draft, Answer answer) {
            return judges.of(draft, answer);
        }
    }

    Report run() throws InterruptedException {
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < limits.side(); i++) running.add(senders.submit(this::sendAll));
            for (var each : running) each.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a sender failed, which is a fault of the fuzzer", e.getCause());
        }
        List<Operation> operations = services.stream()
                .flatMap(service -> service.contract().operations().stream())
                .toList();
        int pairs = services.stream()
                .mapToInt(service -> service.contract().operations().size()
                        * service.callers().size())
                .sum();
        return new Report(
                limits.seed(),
                Math.min(next.get(), limits.requests()),
                elapsed().toSeconds(),
                pairs,
                tally.answers(),
                tally.unreached(operations),
                findings.all(),
                findings.passing());
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void sendAll() {
        try {
            while (elapsed().compareTo(limits.time()) < 0) {
                long number = next.getAndIncrement();
                if (number >= limits.requests()) return;
                send(number);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Turn turn(long number) {
        int index = (int) (number % turns.size());
        if (round.isEmpty() || number / turns.size() != rounds) {
            rounds = number / turns.size();
            List<Turn> shuffled = new ArrayList<>(turns);
            Collections.shuffle(shuffled, new Random(limits.seed() + rounds));
            round = shuffled;
        }
        return round.get(index);
    }

    private void send(long number) throws InterruptedException {
        Turn turn = turn(number);
        Target target = targets.get(turn.service().name());
        if (target == null) throw new IllegalStateException("no such service: " + turn.service());
        Draft draft = draft(turn, target.known(), new Random(limits.seed() * 1_000_003 + number));
        Answer answer = target.send(draft);
        tally.add(draft, answer);
        if (answer.status() == TOO_MANY_REQUESTS) {
            new CountDownLatch(1).await(1, TimeUnit.SECONDS);
            return;
        }
        if (answer.isSuccess() && answer.mediaType().endsWith("json")) {
            target.known().learn(turn.caller(), draft.rawPath(), Judges.json(answer));
        }
        for (Finding finding : target.judge(draft, answer)) {
            findings.add(turn.service(), number, draft, answer, finding, target);
        }
    }

    private Draft draft(Turn turn, KnownValues known, Random random) {
        Values values = new Values(
                turn.service().contract(), known, random, mark(turn.caller().kind()));
        Draft draft = new Drafts(values, new Bodies(root, values, random), random).of(turn.operation(), turn.caller());
        return random.nextInt(10) < MUTATED_OF_TEN ? new Mutations(random).of(draft) : draft;
    }

    private String mark(Caller.Kind kind) {
        String seed = Long.toString(Math.abs(limits.seed()), Character.MAX_RADIX);
        return (kind == Caller.Kind.MEMBER ? "fzm" : "fzs") + seed;
    }
}
