package io.trivium.runtime.learning.release;

import io.trivium.core.error.PlatformException;
import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.learning.release.Rehearsals.Copy;
import io.trivium.runtime.learning.release.Rehearsals.Hanging;
import io.trivium.runtime.learning.release.figure.Scores;
import io.trivium.runtime.learning.release.figure.Side;
import io.trivium.runtime.learning.release.figure.Tally;
import io.trivium.runtime.learning.release.figure.Tally.Ending;
import io.trivium.runtime.serving.InferenceService;
import io.trivium.runtime.serving.Rehearsal;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Answers copies one after the other, each on both versions in turns, and rests in between. */
final class RehearsalThread {
    private static final Logger LOG = Logger.getLogger(RehearsalThread.class);
    private static final double LONGEST_REST = 1e10;

    private final InferenceService inference;
    private final double share;
    private final Source source;
    private final Thread thread;
    private boolean challengerFirst;
    private volatile @Nullable Turn turn;
    private volatile boolean ended;

    /** Where copies come from; waits for the next one. */
    @FunctionalInterface
    interface Source {
        Copy take() throws InterruptedException;
    }

    private record Turn(Lane lane, Side side, long sinceNanos) {}

    /** @param rehearsal null when it is none to learn scores and times from */
    private record Outcome(Ending ending, @Nullable Rehearsal rehearsal) {}

    RehearsalThread(InferenceService inference, double share, Source source) {
        this.inference = inference;
        this.share = share;
        this.source = source;
        this.thread = Thread.ofPlatform().daemon().name("release-rehearsal").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Lets it end after the copy at hand; it no longer counts. */
    void end() {
        ended = true;
        thread.interrupt();
    }

    /** The version that is at a copy now, and for how long. */
    @Nullable
    Hanging running() {
        Turn now = turn;
        return now == null ? null : new Hanging(now.lane().release(), now.side(), System.nanoTime() - now.sinceNanos());
    }

    private void run() {
        while (!ended) {
            try {
                Copy copy = source.take();
                long start = System.nanoTime();
                rehearse(copy);
                double took = (double) (System.nanoTime() - start);
                LockSupport.parkNanos((long) Math.min(LONGEST_REST, took * (1 / share - 1)));
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) { // no failure of a challenger may end the thread
                LOG.warn("a copy of a request was given up", e);
            }
        }
    }

    private void rehearse(Copy copy) {
        Lane lane = copy.lane();
        if (!inference.isLoaded(lane.model(), lane.champion())
                || !inference.isLoaded(lane.model(), lane.challenger())) {
            return;
        }
        challengerFirst = !challengerFirst;
        Side first = challengerFirst ? Side.CHALLENGER : Side.CHAMPION;
        Side second = challengerFirst ? Side.CHAMPION : Side.CHALLENGER;
        Outcome one = ask(copy, first);
        Outcome other = ask(copy, second);
        if (ended || one == null || other == null) return;
        lane.tally(first).rehearsed(one.ending());
        lane.tally(second).rehearsed(other.ending());
        if (one.rehearsal() == null || other.rehearsal() == null) return;
        note(lane, first, one.rehearsal());
        note(lane, second, other.rehearsal());
    }

    private static void note(Lane lane, Side side, Rehearsal rehearsal) {
        Tally tally = lane.tally(side);
        tally.took(rehearsal.computeNanos());
        for (double score : Scores.of(rehearsal.outputs())) tally.scored(score, lane.isProbability());
    }

    /** Null when it is unrelated to the version, such as one that was just unloaded. */
    private @Nullable Outcome ask(Copy copy, Side side) {
        Lane lane = copy.lane();
        turn = new Turn(lane, side, System.nanoTime());
        try {
            Rehearsal rehearsal =
                    inference.rehearse(copy.call(), side == Side.CHAMPION ? lane.champion() : lane.challenger());
            if (!rehearsal.isFinite()) return new Outcome(Ending.NOT_FINITE, null);
            return new Outcome(rehearsal.report().degraded() ? Ending.DEGRADED : Ending.ANSWERED, rehearsal);
        } catch (PlatformException e) {
            return null;
        } catch (ExecutionException | RuntimeException | OutOfMemoryError e) {
            LOG.debugf(e, "a copy failed on the %s of release %s", side.word(), lane.release());
            return new Outcome(Ending.ERROR, null);
        } finally {
            turn = null;
        }
    }
}
