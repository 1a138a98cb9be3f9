package io.trivium.runtime.expert;

import ai.onnxruntime.OrtEnvironment;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Work spaces of one model, kept by size for the next execution. Thread-safe. */
final class WorkSpaces implements AutoCloseable {
    private static final int SIZES = 24;
    /** Idle ones of a size that are kept; there are seldom more executions at once than processors. */
    private static final int MOST_IDLE = 8;

    private final OrtEnvironment environment;
    private final MoeShape shape;
    private final List<Deque<WorkSpace>> idle = new ArrayList<>();
    private final Set<WorkSpace> all = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    WorkSpaces(OrtEnvironment environment, MoeShape shape) {
        this.environment = environment;
        this.shape = shape;
        for (int i = 0; i < SIZES; i++) idle.add(new ConcurrentLinkedDeque<>());
    }

    private static int size(int rows) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(rows - 1);
    }

    /** One that takes at least the given number of rows, at least 1. */
    WorkSpace take(int rows) {
        int size = size(rows);
        WorkSpace found = idle.get(size).pollFirst();
        if (found != null) return found;
        WorkSpace made = new WorkSpace(environment, shape, 1 << size);
        all.add(made);
        return made;
    }

    void giveBack(WorkSpace space) {
        Deque<WorkSpace> same = idle.get(size(space.rows()));
        if (!closed && same.size() < MOST_IDLE) {
            same.addFirst(space);
            if (!closed || !same.remove(space)) return;
        }
        all.remove(space);
        space.close();
    }

    /** The number of work spaces. */
    int count() {
        return all.size();
    }

    void check(long now, long limitNanos) {
        for (WorkSpace space : all) space.guard.check(now, limitNanos);
    }

    @Override
    public void close() {
        closed = true;
        for (Deque<WorkSpace> same : idle) {
            for (WorkSpace space = same.pollFirst(); space != null; space = same.pollFirst()) {
                all.remove(space);
                space.close();
            }
        }
    }
}
