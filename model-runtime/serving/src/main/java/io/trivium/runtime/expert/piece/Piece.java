package io.trivium.runtime.expert.piece;

import ai.onnxruntime.OrtException;
import io.trivium.runtime.execution.NativeFailure;
import io.trivium.runtime.execution.RowCost;
import io.trivium.runtime.pack.InvalidPackException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One graph of a model and its file, from which it is opened when it is wanted and verified each time. Belongs to the
 * sets of pieces that name it, and closes with the last of them; calls that run finish first. Thread-safe.
 */
public final class Piece {
    /** The purpose of a piece. */
    public enum Kind {
        /** Tokenizer, layer or head: open as long as the model is, and not counted against the budget. */
        TRUNK,
        /** The same of one tenant: paged. */
        TENANT_TRUNK,
        /** A routed expert: paged, and its output can be checked. */
        EXPERT,
        /** Added to an expert's output for one tenant; otherwise as an expert. */
        SIDE_PATH;

        public boolean isPaged() {
            return this != TRUNK;
        }

        boolean hasGoldenRun() {
            return this == EXPERT || this == SIDE_PATH;
        }
    }

    private final PieceFile file;
    private final Kind kind;
    private final PieceHost host;
    private final ExpertCounters counters;
    private final RowCost cost = new RowCost();
    private final ReentrantLock opening = new ReentrantLock();
    private final AtomicReference<@Nullable OpenGraph> open = new AtomicReference<>();
    private final AtomicInteger owners = new AtomicInteger();
    private final AtomicBoolean wanted = new AtomicBoolean();
    private volatile boolean pinned;
    private volatile boolean retired;
    private volatile long lastUsed = System.nanoTime();
    private volatile @Nullable Quarantine quarantine;
    private volatile String lastError = "";
    private volatile @Nullable Quarantine last;
    private volatile long returnedAt;
    private float @Nullable [] golden;

    public Piece(PieceFile file, Kind kind, PieceHost host, ExpertCounters counters) {
        this.file = file;
        this.kind = kind;
        this.host = host;
        this.counters = counters;
    }

    public String path() {
        return file.path();
    }

    public String sha256() {
        return file.sha256();
    }

    public Kind kind() {
        return kind;
    }

    public long bytes() {
        return file.bytes();
    }

    public RowCost cost() {
        return cost;
    }

    public ExpertCounters counters() {
        return counters;
    }

    public boolean isPinned() {
        return pinned;
    }

    public void pin(boolean wanted) {
        pinned = wanted;
    }

    long lastUsed() {
        return lastUsed;
    }

    public boolean isOpen() {
        OpenGraph now = open.get();
        return now != null && now.isOpen();
    }

    @Nullable
    public Quarantine quarantine() {
        return quarantine;
    }

    public String lastError() {
        return lastError;
    }

    /** The open graph with a reference for the caller, or null when it is paged out. */
    @Nullable
    public OpenGraph lease() {
        OpenGraph now = open.get();
        if (now == null || !now.retain()) return null;
        lastUsed = System.nanoTime();
        return now;
    }

    /**
     * Opens the file if it is not open.
     *
     * @param evict whether others may be closed for it
     * @return with a reference for the caller; null when there is no room for it now
     */
    @Nullable
    public OpenGraph open(boolean evict) throws PieceFault {
        opening.lock();
        try {
            OpenGraph now = lease();
            if (now != null) return now;
            if (retired) throw new PieceFault(FaultReason.UNREADABLE, path() + " was replaced", null);
            ExpertMemory memory = host.memory();
            if (kind.isPaged() && !memory.reserve(this, evict)) return null;
            boolean done = false;
            try {
                long start = System.nanoTime();
                OpenGraph opened = new OpenGraph(openVerified(), this::closed);
                opened.retain();
                host.bytesOpened(bytes());
                open.set(opened);
                done = true;
                lastUsed = System.nanoTime();
                if (kind.isPaged()) memory.opened(this, lastUsed - start);
                return opened;
            } finally {
                if (!done && kind.isPaged()) memory.freed(this);
            }
        } finally {
            opening.unlock();
        }
    }

    private Graph openVerified() throws PieceFault {
        Graph graph;
        try {
            graph = host.opener().open(path(), file.read());
        } catch (OutOfMemoryError e) {
            throw new PieceFault(FaultReason.UNREADABLE, "there is no memory to open " + path(), e);
        } catch (OrtException e) {
            throw new PieceFault(FaultReason.UNREADABLE, NativeFailure.logged(path() + " cannot be opened", e), e);
        } catch (InvalidPackException e) {
            throw new PieceFault(
                    FaultReason.UNREADABLE, path() + " cannot be opened: " + String.join("; ", e.faults()), e);
        }
        boolean sound = false;
        try {
            if (kind.hasGoldenRun()) compareWithGolden(graph);
            sound = true;
            return graph;
        } finally {
            if (!sound) graph.close();
        }
    }

    private void compareWithGolden(Graph graph) throws PieceFault {
        float[] answer = host.goldenRun(path(), graph);
        float[] before = golden;
        if (before == null) {
            golden = answer;
        } else if (!GoldenRun.agree(before, answer)) {
            throw new PieceFault(
                    FaultReason.EXCEPTION, path() + " answers its golden input otherwise than before", null);
        }
    }

    private void closed() {
        host.bytesOpened(-bytes());
        if (kind.isPaged()) host.memory().freed(this);
    }

    /** Closes the graph unless it is in use. */
    boolean evict() {
        OpenGraph now = open.get();
        if (now == null || !now.closeIfIdle()) return false;
        open.compareAndSet(now, null);
        return true;
    }

    /** Gives up the open graph, which closes when the calls on it are done. */
    private void drain() {
        OpenGraph now = open.getAndSet(null);
        if (now != null) now.close();
    }

    /**
     * Takes the piece out of use until a probe succeeds. One that fails again soon after its return, since it does not
     * fail on its golden input, waits longer each time.
     */
    public synchronized void quarantine(PieceFault fault) {
        if (quarantine != null) return; // another request was first
        long now = System.nanoTime();
        boolean soon = now - returnedAt < host.settings().mostProbeNanos();
        quarantine = next(soon ? last : null, fault);
        lastError = fault.reason().tag() + ": " + fault.getMessage();
        counters.quarantined();
        host.quarantined(this, fault);
    }

    private Quarantine next(@Nullable Quarantine before, PieceFault fault) {
        return Quarantine.after(
                before,
                fault,
                System.nanoTime(),
                host.settings().probeNanos(),
                host.settings().mostProbeNanos());
    }

    /** Opens the file again; the piece is in use again if it is sound, else it waits twice as long. */
    public void probe() {
        Quarantine before = quarantine;
        if (before == null) return;
        drain();
        try {
            OpenGraph opened = open(true);
            if (opened == null) return; // no room: at the next opportunity
            opened.close();
            last = before;
            returnedAt = System.nanoTime();
            quarantine = null;
            host.returned(this);
        } catch (PieceFault e) {
            quarantine = next(before, e);
            lastError = e.reason().tag() + ": " + e.getMessage();
        }
    }

    /** Notes that the piece is to be opened; false when that is noted already. */
    public boolean want() {
        return wanted.compareAndSet(false, true);
    }

    /** The wish to open it is dealt with. */
    public void wantNoMore() {
        wanted.set(false);
    }

    public void addOwner() {
        owners.incrementAndGet();
    }

    public void removeOwner() {
        if (owners.decrementAndGet() > 0) return;
        opening.lock();
        try {
            retired = true;
            drain();
        } finally {
            opening.unlock();
        }
    }

    @Override
    public String toString() {
        return path();
    }
}
