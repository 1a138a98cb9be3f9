package io.trivium.deploy.faults.fin;

import java.time.Instant;

/** A run's label of an authorization. The newest observation counts; on equal times fraud does. */
public record Label(String tenant, String id, boolean fraud, Instant observedAt) {
    boolean supersedes(Label other) {
        int order = observedAt.compareTo(other.observedAt());
        return order > 0 || (order == 0 && fraud && !other.fraud());
    }
}
