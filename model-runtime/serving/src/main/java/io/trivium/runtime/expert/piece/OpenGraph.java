package io.trivium.runtime.expert.piece;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A graph shared by reference count, by the pieces that have this content and by the calls that run: it closes when the
 * last reference is given back. Thread-safe.
 */
public final class OpenGraph implements AutoCloseable {
    private final Graph graph;
    private final ExpertMemory.Content content;
    private final long bytes;
    private final ExpertMemory memory;
    private final AtomicInteger references = new AtomicInteger(1);
    /** Pieces with a reference each; guarded by this. */
    private final Set<Piece> pieces = new HashSet<>();

    private volatile long lastUsed = System.nanoTime();

    /**
     * Made with one reference, the caller's.
     *
     * @param bytes of its file
     */
    OpenGraph(Graph graph, ExpertMemory.Content content, long bytes, ExpertMemory memory) {
        this.graph = graph;
        this.content = content;
        this.bytes = bytes;
        this.memory = memory;
    }

    public Graph graph() {
        return graph;
    }

    ExpertMemory.Content content() {
        return content;
    }

    long bytes() {
        return bytes;
    }

    public boolean isOpen() {
        return references.get() > 0;
    }

    long lastUsed() {
        return lastUsed;
    }

    /** Takes a reference; false when it is closed already. */
    boolean retain() {
        int now = references.get();
        while (now > 0) {
            if (references.compareAndSet(now, now + 1)) {
                lastUsed = System.nanoTime();
                return true;
            }
            now = references.get();
        }
        return false;
    }

    /** A piece has this graph from now on, until it leaves or the graph closes; the caller has a reference. */
    synchronized void join(Piece piece) {
        if (!pieces.add(piece)) return;
        references.incrementAndGet();
        piece.hasOpened(bytes);
    }

    /** A piece gives the graph up; does nothing when it does not have it. */
    void leave(Piece piece) {
        synchronized (this) {
            if (!pieces.remove(piece)) return;
        }
        piece.hasOpened(-bytes);
        close();
    }

    /** Tokens of late that all its pieces were sent. */
    synchronized double recentTokens() {
        double sum = 0;
        for (Piece piece : pieces) sum += piece.counters().recentTokens();
        return sum;
    }

    /** Closes the graph if only pieces have it, and none of them is pinned. */
    boolean closeIfIdle() {
        synchronized (this) {
            if (pieces.isEmpty() || pieces.stream().anyMatch(Piece::isPinned)) return false;
            if (!references.compareAndSet(pieces.size(), 0)) return false;
            for (Piece piece : pieces) piece.hasOpened(-bytes);
            pieces.clear();
        }
        end();
        return true;
    }

    /** Gives a reference back. */
    @Override
    public void close() {
        if (references.decrementAndGet() == 0) end();
    }

    private void end() {
        try {
            graph.close();
        } finally {
            memory.closed(this);
        }
    }
}
