package io.trivium.fin.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Counts the decisions on the authorizations of one sender, and throttles the sender while too many are open.
 *
 * <p>The platform does not answer a repeated authorization, so a sender may continue when nothing has been decided for
 * a while. Thread-safe.
 */
public final class DecisionTally implements DecisionWatch.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TenantId tenant;
    private final String idPrefix;
    private final int mostOpen;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long open;
    private final AtomicLong decided = new AtomicLong();
    private final AtomicLong approved = new AtomicLong();
    private final AtomicLong referred = new AtomicLong();
    private final AtomicLong declined = new AtomicLong();
    private final AtomicLong degraded = new AtomicLong();

    /**
     * @param idPrefix of the authorization ids that count
     * @param mostOpen authorizations that may be sent and undecided
     * @param patience longest wait without any decision
     */
    public DecisionTally(TenantId tenant, String idPrefix, int mostOpen, Duration patience) {
        this.tenant = tenant;
        this.idPrefix = idPrefix;
        this.mostOpen = mostOpen;
        this.patience = patience;
    }

    /** The numbers of decisions so far. */
    public record Counts(long decided, long approved, long referred, long declined, long degraded) {}

    public Counts counts() {
        return new Counts(decided.get(), approved.get(), referred.get(), declined.get(), degraded.get());
    }

    @Override
    public void decided(ConsumerRecord<String, byte[]> decision, long receivedNanos) {
        if (!decision.key().startsWith(idPrefix)) return;
        JsonNode event;
        try {
            event = JSON.readTree(decision.value());
        } catch (IOException e) {
            return; // Not a decision; the platform's own consumers put it with the dead letters.
        }
        if (!event.path("tenantid").asText().equals(tenant.value())) return;
        JsonNode data = event.path("data");
        switch (data.path("outcome").asText()) {
            case "approve" -> approved.incrementAndGet();
            case "refer" -> referred.incrementAndGet();
            case "decline" -> declined.incrementAndGet();
            default -> {
                return;
            }
        }
        if (data.path("degraded").asBoolean()) degraded.incrementAndGet();
        decided.incrementAndGet();
        lock.lock();
        try {
            if (open > 0) open--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Called before each authorization is sent; waits for room. */
    public void beforeSending() throws InterruptedException {
        lock.lock();
        try {
            while (open >= mostOpen) {
                if (!waitForDecision()) open = 0;
            }
            open++;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until everything sent is decided or nothing more comes.
     *
     * @return authorizations still undecided
     */
    public long awaitRest() throws InterruptedException {
        lock.lock();
        try {
            while (open > 0) {
                if (!waitForDecision()) break;
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    private boolean waitForDecision() throws InterruptedException {
        long before = open;
        long nanos = patience.toNanos();
        while (open == before && nanos > 0) nanos = changed.awaitNanos(nanos);
        return open != before;
    }
}
