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
 * One graph of a model and its file, which is verified each time the graph is opened. Pieces of the same content, of
 * whatever versions, have one session together; use, pin, quarantine and counters are each piece's own. A piece belongs
 * to the sets that name it and gives its session up with the last of them; calls that run finish first. Thread-safe.
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
    private final ExpertMemory.Content content;
    private final ReentrantLock opening;
    private final AtomicReference<@Nullable OpenGraph> open = new AtomicReference<>();
    private final AtomicInteger owners = new AtomicInteger();
    private final AtomicBoolean wanted = new AtomicBoolean();
    private volatile boolean pinned;
    private volatile boolean retired;
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
        this.content = new ExpertMemory.Content(file.sha256(), kind.isPaged());
        this.opening = host.memory().opening(content);
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

    ExpertMemory.Content content() {
        return content;
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

    /** Tokens of late, those included that other pieces sent to the same session. */
    public double recentTokens() {
        OpenGraph now = open.get();
        return now != null && now.isOpen() ? now.recentTokens() : counters.recentTokens();
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
        return now == null || !now.retain() ? null : now;
    }

    /**
     * Opens the file if it is not open, or joins the session that another piece of the same content has.
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
            OpenGraph opened = joined();
            if (opened == null) opened = opened(evict);
            if (opened == null) return null;
            opened.join(this);
            open.set(opened);
            return opened;
        } finally {
            opening.unlock();
        }
    }

    /** The open session of this content, if there is one and it is sound; its own file is verified all the same. */
    @Nullable
    private OpenGraph joined() throws PieceFault {
        ExpertMemory memory = host.memory();
        OpenGraph shared = memory.lease(content);
        if (shared == null) return null;
        boolean sound = false;
        try {
            file.read();
            sound = isSound(shared.graph());
            if (!sound) memory.unshare(shared);
            return sound ? shared : null;
        } finally {
            if (!sound) shared.close();
        }
    }

    private boolean isSound(Graph graph) {
        try {
            if (kind.hasGoldenRun()) compareWithGolden(graph);
            return true;
        } catch (PieceFault e) {
            return false; // a session of its own shows whether the fault is the file's
        }
    }

    @Nullable
    private OpenGraph opened(boolean evict) throws PieceFault {
        ExpertMemory memory = host.memory();
        if (kind.isPaged() && !memory.reserve(bytes(), evict)) return null;
        boolean done = false;
        try {
            long start = System.nanoTime();
            OpenGraph opened = new OpenGraph(openVerified(), content, bytes(), memory);
            done = true;
            memory.opened(opened, System.nanoTime() - start);
            return opened;
        } finally {
            if (!done && kind.isPaged()) memory.notOpened(bytes());
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

    /** Bytes of its session are open for its model, or no longer if negative. */
    void hasOpened(long more) {
        host.bytesOpened(more);
    }

    /** Closes the session, for all its pieces, unless it is in use or pinned. */
    boolean closeIfIdle() {
        OpenGraph now = open.get();
        return now != null && now.closeIfIdle();
    }

    /** Gives up the session, which closes when no other piece has it and the calls on it are done. */
    private void leave() {
        OpenGraph now = open.getAndSet(null);
        if (now != null) now.leave(this);
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
        leave();
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
            leave();
        } finally {
            opening.unlock();
        }
    }

    @Override
    public String toString() {
        return path();
    }
}
