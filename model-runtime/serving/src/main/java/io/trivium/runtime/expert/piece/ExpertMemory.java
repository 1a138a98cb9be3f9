package io.trivium.runtime.expert.piece;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bytes that open experts may take, all models together. Counts the files of open sessions, not the process's
 * memory: memory freed by ONNX Runtime stays with the C library and is reused. Thread-safe.
 */
public final class ExpertMemory {
    private final long budget;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Piece> open = new HashSet<>();
    private final AtomicLong evictions = new AtomicLong();
    private final AtomicLong openings = new AtomicLong();
    private long used;
    private long peak;
    private volatile double openNanosPerByte;

    public ExpertMemory(long budget) {
        this.budget = budget;
    }

    public long budget() {
        return budget;
    }

    /** Bytes of open sessions, those being drained included. */
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

    public long evictions() {
        return evictions.get();
    }

    public long openings() {
        return openings.get();
    }

    /**
     * Sets bytes aside for a piece.
     *
     * @param evict whether the least recently used pieces that are idle and not pinned may be closed for it
     * @return false when there is no room
     */
    boolean reserve(Piece piece, boolean evict) {
        lock.lock();
        try {
            while (used + piece.bytes() > budget) {
                if (!evict || piece.bytes() > budget || !evictOldest()) return false;
            }
            used += piece.bytes();
            peak = Math.max(peak, used);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean evictOldest() {
        Set<Piece> busy = new HashSet<>();
        while (true) {
            Piece oldest = null;
            for (Piece each : open) {
                if (each.isPinned() || busy.contains(each)) continue;
                if (oldest == null || each.lastUsed() - oldest.lastUsed() < 0) oldest = each;
            }
            if (oldest == null) return false;
            if (oldest.evict()) {
                evictions.incrementAndGet();
                return true;
            }
            busy.add(oldest);
        }
    }

    /** Closes a piece that is currently not in use, to make room for one that is used more. */
    public boolean evict(Piece piece) {
        lock.lock();
        try {
            if (piece.isPinned() || !piece.evict()) return false;
            evictions.incrementAndGet();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A session of a piece is closed, or was not opened after all. */
    void freed(Piece piece) {
        lock.lock();
        try {
            used -= piece.bytes();
            if (!piece.isOpen()) open.remove(piece);
        } finally {
            lock.unlock();
        }
    }

    /** A piece for which bytes were set aside is open. */
    void opened(Piece piece, long nanos) {
        lock.lock();
        try {
            if (piece.isOpen()) open.add(piece);
        } finally {
            lock.unlock();
        }
        openings.incrementAndGet();
        double sample = (double) nanos / Math.max(1, piece.bytes());
        double now = openNanosPerByte;
        openNanosPerByte = now == 0 ? sample : now + 0.2 * (sample - now);
    }

    /** Expected nanoseconds to open a file of the given size. */
    public long openNanos(long bytes) {
        return (long) (openNanosPerByte * bytes);
    }
}
