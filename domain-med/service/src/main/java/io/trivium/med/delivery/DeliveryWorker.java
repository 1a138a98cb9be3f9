package io.trivium.med.delivery;

import io.trivium.core.fault.FaultPoint;
import io.trivium.med.dataset.InstanceReference;
import io.trivium.med.delivery.Sender.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Empties the outbox of one destination, on a thread of its own, so that one that stalls holds up no other. Stops where it is
 * interrupted; what it had taken is due again after its lease.
 */
final class DeliveryWorker implements Runnable {

    private static final Logger LOG = Logger.getLogger(DeliveryWorker.class);
    private static final int MOST = 16;
    private static final int MOST_COMMITMENTS = 500;
    private static final long ROUND_MILLIS = 1000;
    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(5);

    /** Requests storage commitment for sent objects from the other side. */
    interface Commitments {
        /**
         * Sends one request.
         *
         * @return transaction UID of the answer
         * @throws java.io.IOException if the request could not be sent; the message says what to do
         */
        String ask(List<InstanceReference> objects) throws java.io.IOException;
    }

    /** Receives the results of deliveries. */
    interface Observer {
        /** An attempt came to an end: {@code sent}, {@code failed}, {@code dead} or {@code not-committed}; {@code why} it failed. */
        void done(Destination destination, String result, String why);
    }

    private final Destination destination;
    private final Sender sender;
    private final Optional<Commitments> commitments;
    private final DeliveryQueue queue;
    private final Observer observer;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Semaphore woken = new Semaphore(0);
    private volatile Instant lastRound;
    private volatile boolean ending;

    DeliveryWorker(
            Destination destination,
            Sender sender,
            Optional<Commitments> commitments,
            DeliveryQueue queue,
            Observer observer,
            InstantSource clock,
            RandomGenerator random) {
        this.destination = destination;
        this.sender = sender;
        this.commitments = commitments;
        this.queue = queue;
        this.observer = observer;
        this.clock = clock;
        this.random = random;
        this.lastRound = clock.instant();
    }

    void wake() {
        woken.release();
    }

    /** Ends after the round that it is in: what is being sent is finished, nothing else is begun. */
    void end() {
        ending = true;
        wake();
    }

    Destination destination() {
        return destination;
    }

    /** Whether rounds continue; a round may take as long as the timeouts of all its deliveries together. */
    boolean isAlive() {
        Duration longest = destination.timeout().multipliedBy(4L * MOST).plusMinutes(1);
        return clock.instant().isBefore(lastRound.plus(longest));
    }

    @Override
    public void run() {
        try {
            while (!ending) {
                boolean more = false;
                try {
                    more = round();
                } catch (RuntimeException e) {
                    LOG.warnf("deliveries to %s have to wait: %s", destination.name(), e.getMessage());
                    woken.drainPermits();
                    boolean _ = woken.tryAcquire(AFTER_A_FAULT.toMillis(), TimeUnit.MILLISECONDS);
                }
                lastRound = clock.instant();
                if (!more && woken.tryAcquire(ROUND_MILLIS, TimeUnit.MILLISECONDS)) woken.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sender.close();
        }
    }

    /** Sends what is due. Returns whether there may be more. */
    boolean round() throws InterruptedException {
        // A crash gives back what was taken after that. Many slow deliveries may take longer; another node that sends
        // one of
        // them again then does no harm.
        List<DueDelivery> due =
                queue.take(destination, MOST, destination.timeout().multipliedBy(2));
        if (!due.isEmpty()) {
            List<Result> results = sender.send(due);
            FaultPoint.pass("med.results.delivered");
            for (int i = 0; i < due.size(); i++) record(due.get(i), results.get(i));
        }
        if (commitments.isPresent()) commit(commitments.orElseThrow());
        return due.size() == MOST;
    }

    private void record(DueDelivery delivery, Result result) {
        switch (result) {
            case Result.Sent() -> {
                queue.sent(destination, delivery);
                observer.done(destination, "sent", "");
            }
            case Result.Refused(String why) -> dead(delivery, why + " Then retry the dead deliveries.");
            case Result.Failed(String why) -> {
                if (delivery.attempt() >= destination.attempts()) {
                    dead(
                            delivery,
                            why + " Given up after " + delivery.attempt()
                                    + " attempts; retry the dead deliveries once it is mended.");
                } else {
                    queue.failed(destination, delivery, jittered(destination.pause(delivery.attempt())), why);
                    observer.done(destination, "failed", why);
                }
            }
        }
    }

    private void dead(DueDelivery delivery, String why) {
        queue.dead(destination, delivery, why);
        observer.done(destination, "dead", why);
        LOG.errorf("delivery of %s to %s is dead: %s", delivery.sopInstance(), destination.name(), why);
    }

    /** Between half of it and all, so that what failed together does not come back together. */
    private Duration jittered(Duration pause) {
        return Duration.ofMillis(Math.max(1, (long) (pause.toMillis() * (0.5 + random.nextDouble() / 2))));
    }

    private void commit(Commitments asker) {
        int refused = queue.settle(destination);
        for (int i = 0; i < refused; i++) observer.done(destination, "not-committed", "");
        List<InstanceReference> open = queue.uncommitted(destination, MOST_COMMITMENTS);
        if (open.isEmpty()) return;
        try {
            queue.asked(destination, open, Optional.of(asker.ask(open)), Optional.empty());
        } catch (java.io.IOException e) {
            queue.asked(
                    destination,
                    open,
                    Optional.empty(),
                    Optional.of("Sent; the other side could not be asked to commit to it (" + e.getMessage() + ")."));
        }
    }
}
