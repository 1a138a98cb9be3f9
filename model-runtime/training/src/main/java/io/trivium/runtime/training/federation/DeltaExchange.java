package io.trivium.runtime.training.federation;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where sites leave their differences for each other. Used by one thread. */
public interface DeltaExchange extends AutoCloseable {
    /** Leaves a difference for all; the same one again changes nothing. Returns when it is kept. */
    void publish(WeightDelta delta);

    /**
     * The difference that a site has stored for a round; empty while it is missing or incomplete. Rounds before it are
     * forgotten.
     *
     * @throws FederationException when it stored two different ones
     */
    Optional<WeightDelta> find(String site, int round);

    /**
     * The differences of all these sites for a round.
     *
     * @throws FederationException when one of them is not there in time; it names which
     */
    Map<String, WeightDelta> await(Set<String> sites, int round, Duration patience);

    @Override
    void close();
}
