package io.trivium.runtime.training.federation;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Differences in memory, for sites in one process. */
public final class MemoryExchange implements DeltaExchange {
    private final Map<String, WeightDelta> left = new ConcurrentHashMap<>();

    @Override
    public void publish(WeightDelta delta) {
        left.put(delta.round() + "/" + delta.site(), delta);
        synchronized (this) {
            notifyAll();
        }
    }

    @Override
    public Optional<WeightDelta> find(String site, int round) {
        return Optional.ofNullable(left.get(round + "/" + site));
    }

    @Override
    public Map<String, WeightDelta> await(Set<String> sites, int round, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (this) {
            while (!sites.stream().allMatch(site -> left.containsKey(round + "/" + site))) {
                if (System.nanoTime() - end > 0) throw new FederationException("a site is missing");
                try {
                    wait(20);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new FederationException("interrupted", e);
                }
            }
        }
        Map<String, WeightDelta> found = new TreeMap<>();
        sites.forEach(site -> found.put(site, left.get(round + "/" + site)));
        return found;
    }

    @Override
    public void close() {}
}
