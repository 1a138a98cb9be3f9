package io.trivium.runtime.expert.piece;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The open pieces of all models, each content once, and the bytes that the paged ones may take. Counts the files of open
 * sessions, not the process's memory: memory freed by ONNX Runtime stays with the C library and is reused. Thread-safe.
 */
public final class ExpertMemory {
    private final long budget;
    private final ReentrantLock lock = new ReentrantLock();
    /** One of them is held while a content is opened, so that it is opened once. */
    private final ReentrantLock[] openings = new ReentrantLock[64];

    private final Map<Content, OpenGraph> shared = new HashMap<>();
    private final Set<OpenGraph> paged = new HashSet<>();
    private final AtomicLong evictions = new AtomicLong();
    private final AtomicLong opened = new AtomicLong();
    private int sessions;
    private long loaded;
    private long used;
    private long peak;
    private volatile double openNanosPerByte;

    /**
     * What a session is shared by: the same bytes, used in the same way. A trunk that stays open and one that is paged
     * have a session each.
     */
    record Content(String sha256, boolean paged) {}

    public ExpertMemory(long budget) {
        this.budget = budget;
        Arrays.setAll(openings, i -> new ReentrantLock());
    }

    public long budget() {
        return budget;
    }

    /** Bytes of open paged sessions, those being drained included. */
    public long used() {
        lock.lock();
        try {
            return used;
        } finally {
            lock.unlock();
        }
    }

    /** The most there ever was in use. */
    public long peak() {
        lock.lock();
        try {
            return peak;
        } finally {
            lock.unlock();
        }
    }

    /** Bytes of all open sessions, each once however many models use it, trunks included. */
    public long loaded() {
        lock.lock();
        try {
            return loaded;
        } finally {
            lock.unlock();
        }
    }

    /** Open sessions, trunks included. */
    public int sessions() {
        lock.lock();
        try {
            return sessions;
        } finally {
            lock.unlock();
        }
    }

    public long evictions() {
        return evictions.get();
    }

    public long openings() {
        return opened.get();
    }

    /** The lock of everything that opens a content. */
    ReentrantLock opening(Content content) {
        return openings[Math.floorMod(content.sha256().hashCode(), openings.length)];
    }

    /** The session that a piece of the same content has open, with a reference for the caller; else null. */
    @Nullable
    OpenGraph lease(Content content) {
        lock.lock();
        try {
            OpenGraph open = shared.get(content);
            return open != null && open.retain() ? open : null;
        } finally {
            lock.unlock();
        }
    }

    /** No further piece gets this session. */
    void unshare(OpenGraph graph) {
        lock.lock();
        try {
            shared.remove(graph.content(), graph);
        } finally {
            lock.unlock();
        }
    }

    /** Bytes by which {@link #used} grows when a piece is opened. */
    public long bytesToOpen(Piece piece) {
        lock.lock();
        try {
            return shared.containsKey(piece.content()) ? 0 : piece.bytes();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sets bytes aside for a session.
     *
     * @param evict whether the least recently used sessions that are idle and not pinned may be closed for it
     * @return false when there is no room
     */
    boolean reserve(long bytes, boolean evict) {
        lock.lock();
        try {
            while (used + bytes > budget) {
                if (!evict || bytes > budget || !evictOldest()) return false;
            }
            used += bytes;
            peak = Math.max(peak, used);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean evictOldest() {
        Set<OpenGraph> busy = new HashSet<>();
        while (true) {
            OpenGraph oldest = null;
            for (OpenGraph each : paged) {
                if (busy.contains(each)) continue;
                if (oldest == null || each.lastUsed() - oldest.lastUsed() < 0) oldest = each;
            }
            if (oldest == null) return false;
            if (oldest.closeIfIdle()) {
                evictions.incrementAndGet();
                return true;
            }
            busy.add(oldest);
        }
    }

    /** Closes a piece that is currently not in use, for all models, to make room for one that is used more. */
    public boolean evict(Piece piece) {
        lock.lock();
        try {
            if (!piece.closeIfIdle()) return false;
            evictions.incrementAndGet();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A session for which bytes were set aside was not opened after all. */
    void notOpened(long bytes) {
        lock.lock();
        try {
            used -= bytes;
        } finally {
            lock.unlock();
        }
    }

    /** A session is open; bytes were set aside for a paged one. */
    void opened(OpenGraph graph, long nanos) {
        lock.lock();
        try {
            shared.put(graph.content(), graph);
            sessions++;
            loaded += graph.bytes();
            if (!graph.content().paged()) return;
            paged.add(graph);
        } finally {
            lock.unlock();
        }
        opened.incrementAndGet();
        double sample = (double) nanos / Math.max(1, graph.bytes());
        double now = openNanosPerByte;
        openNanosPerByte = now == 0 ? sample : now + 0.2 * (sample - now);
    }

    /** A session is closed. */
    void closed(OpenGraph graph) {
        lock.lock();
        try {
            shared.remove(graph.content(), graph);
            sessions--;
            loaded -= graph.bytes();
            if (paged.remove(graph)) used -= graph.bytes();
        } finally {
            lock.unlock();
        }
    }

    /** Expected nanoseconds to open a file of the given size. */
    public long openNanos(long bytes) {
        return (long) (openNanosPerByte * bytes);
    }
}
