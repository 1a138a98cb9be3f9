package io.trivium.deploy.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Faults in an order that a seed repeats: rounds in which each kind comes once, and for each kind its targets in turn, both
 * shuffled. For one thread.
 */
final class Schedule {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);
    private static final int HASTY_ONE_IN = 6;

    private final Random random;
    private final Map<FaultKind, List<String>> targets;
    private final Map<FaultKind, List<String>> left = new EnumMap<>(FaultKind.class);
    private final List<FaultKind> round = new ArrayList<>();

    /** @param targets the targets of each kind; kinds without any are not used */
    Schedule(long seed, Map<FaultKind, List<String>> targets) {
        this.random = new Random(seed);
        this.targets = new EnumMap<>(FaultKind.class);
        targets.forEach((kind, all) -> {
            if (!all.isEmpty()) this.targets.put(kind, List.copyOf(all));
        });
        if (this.targets.isEmpty()) throw new IllegalArgumentException("a schedule has a fault at least");
    }

    Fault next() {
        if (round.isEmpty()) {
            round.addAll(targets.keySet());
            Collections.shuffle(round, random);
        }
        FaultKind kind = round.removeFirst();
        List<String> deck = left.computeIfAbsent(kind, key -> new ArrayList<>());
        if (deck.isEmpty()) {
            deck.addAll(targets.getOrDefault(kind, List.of()));
            Collections.shuffle(deck, random);
        }
        return new Fault(
                kind,
                deck.removeFirst(),
                between(SHORTEST_PAUSE, LONGEST_PAUSE),
                between(kind.shortest(), kind.longest()),
                random.nextInt(HASTY_ONE_IN) == 0,
                random.nextLong());
    }

    private Duration between(Duration shortest, Duration longest) {
        long span = longest.toMillis() - shortest.toMillis();
        return span <= 0 ? shortest : shortest.plusMillis(random.nextLong(span));
    }
}
