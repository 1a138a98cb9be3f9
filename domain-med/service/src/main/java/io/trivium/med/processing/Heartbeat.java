package io.trivium.med.processing;

import io.trivium.med.detection.NoduleDetector.Progress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Keeps a lease alive and writes progress while a thread reads. If the revision was assigned to another process, it
 * interrupts the reader. Progress is reported by the reader, {@link #beat} is called by one other thread.
 */
final class Heartbeat implements Progress {

    private static final Logger LOG = Logger.getLogger(Heartbeat.class);
    private static final Duration WRITE_EVERY = Duration.ofSeconds(1);

    private final StudyRevisions revisions;
    private final TakenRevision taken;
    private final Duration lease;
    private final Thread reader;
    private volatile String stage = "headers";
    private volatile double share;
    private volatile boolean lost;
    private boolean ended;
    private String writtenStage = "headers";
    private double writtenShare;
    private long writtenNanos = System.nanoTime();

    Heartbeat(StudyRevisions revisions, TakenRevision taken, Duration lease, Thread reader) {
        this.revisions = revisions;
        this.taken = taken;
        this.lease = lease;
        this.reader = reader;
    }

    @Override
    public void at(String newStage, double newShare) {
        stage = newStage;
        share = newShare;
    }

    /** Whether the revision now belongs to another process. */
    boolean lost() {
        return lost;
    }

    /** The reader is done; it is not interrupted any more. */
    synchronized void end() {
        ended = true;
        if (lost) {
            boolean _ = Thread.interrupted();
        }
    }

    private synchronized void lose() {
        if (ended) return;
        lost = true;
        reader.interrupt();
    }

    void beat() {
        Duration since = Duration.ofNanos(System.nanoTime() - writtenNanos);
        String nowStage = stage;
        double nowShare = share;
        boolean news = !nowStage.equals(writtenStage) || nowShare != writtenShare;
        boolean due = since.compareTo(lease.dividedBy(3)) >= 0 || (news && since.compareTo(WRITE_EVERY) >= 0);
        if (lost || !due) return;
        try {
            if (!revisions.beat(taken, lease, nowStage, nowShare)) {
                lose();
                return;
            }
            writtenStage = nowStage;
            writtenShare = nowShare;
            writtenNanos = System.nanoTime();
        } catch (RuntimeException e) {
            LOG.warnf("the lease of %s could not be extended: %s", taken.object(), e.getMessage());
            writtenNanos = System.nanoTime() - lease.dividedBy(3).toNanos() + TimeUnit.SECONDS.toNanos(1);
        }
    }
}
