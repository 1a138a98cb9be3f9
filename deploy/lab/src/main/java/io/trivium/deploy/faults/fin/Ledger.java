package io.trivium.deploy.faults.fin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The records that a run sent and those that the platform acknowledged, kept by the sender alone. Thread-safe. */
public final class Ledger {
    private final Map<String, Payment> sent = new ConcurrentHashMap<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> hasty = ConcurrentHashMap.newKeySet();
    private final Queue<Label> labels = new ConcurrentLinkedQueue<>();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();

    /** To be called before the first byte leaves: afterwards the outcome is unknown until it is acknowledged. */
    public void sending(Payment payment) {
        sent.put(payment.id(), payment);
    }

    /** As {@link #sending}, by a client that gives up when it is not acknowledged at once. */
    void sendingHastily(Payment payment) {
        hasty.add(payment.id());
        sending(payment);
    }

    /** Whether its client may have given up, so that it may never be acknowledged. */
    public boolean mayBeGivenUp(String id) {
        return hasty.contains(id) && !isAcknowledged(id);
    }

    public void acknowledged(String id) {
        acknowledged.add(id);
    }

    public void acknowledged(Label label) {
        labels.add(label);
    }

    /** An answer that no fault explains. */
    public void surprise(String what) {
        surprises.add(what);
    }

    public boolean isAcknowledged(String id) {
        return acknowledged.contains(id);
    }

    @Nullable
    Payment payment(String id) {
        return sent.get(id);
    }

    public Map<String, Payment> sent() {
        return Map.copyOf(sent);
    }

    public Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /** Sent, but whether the platform has them the sender does not know. */
    public List<Payment> unknown() {
        return sent.values().stream()
                .filter(payment -> !acknowledged.contains(payment.id()))
                .toList();
    }

    public List<Label> labels() {
        return new ArrayList<>(labels);
    }

    public List<String> surprises() {
        return new ArrayList<>(surprises);
    }
}
