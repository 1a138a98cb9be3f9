package io.trivium.runtime.expert.piece;

import java.util.concurrent.atomic.AtomicInteger;

/** A graph shared by reference count: it closes when the last reference is given back. Thread-safe. */
public final class OpenGraph implements AutoCloseable {
    private final Graph graph;
    private final Runnable onClosed;
    private final AtomicInteger references = new AtomicInteger(1);

    /** Made with one reference, its piece's. */
    OpenGraph(Graph graph, Runnable onClosed) {
        this.graph = graph;
        this.onClosed = onClosed;
    }

    public Graph graph() {
        return graph;
    }

    public boolean isOpen() {
        return references.get() > 0;
    }

    /** Takes a reference; false when it is closed already. */
    boolean retain() {
        int now = references.get();
        while (now > 0) {
            if (references.compareAndSet(now, now + 1)) return true;
            now = references.get();
        }
        return false;
    }

    /** Closes the graph if only its piece holds it. */
    boolean closeIfIdle() {
        if (!references.compareAndSet(1, 0)) return false;
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
            onClosed.run();
        }
    }
}
