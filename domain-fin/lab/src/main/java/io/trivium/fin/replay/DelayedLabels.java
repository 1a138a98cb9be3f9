package io.trivium.fin.replay;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Holds the labels of authorizations until the time at which they are reported. Not thread-safe. */
public final class DelayedLabels {
    private final PriorityQueue<Due> queue = new PriorityQueue<>(Comparator.comparing(Due::observedAt)
            .thenComparingLong(due -> due.row().id()));

    /** A report that is due. */
    public record Due(RecordedAuthorization row, Instant observedAt, String source) {}

    /** Keeps the row's label, if it will ever have one. */
    public void add(RecordedAuthorization row) {
        RecordedAuthorization.Label label = row.reported();
        if (label.observedAt() != null && label.source() != null) add(new Due(row, label.observedAt(), label.source()));
    }

    public void add(Due due) {
        queue.add(due);
    }

    /** Passes and forgets all that is due at the given time or earlier, oldest first. */
    public void release(Instant upTo, Consumer<Due> sink) {
        for (Due first = queue.peek(); first != null && !first.observedAt.isAfter(upTo); first = queue.peek()) {
            queue.remove();
            sink.accept(first);
        }
    }

    public int size() {
        return queue.size();
    }

    /** When the next one is due, or null when none waits. */
    public @Nullable Instant next() {
        Due first = queue.peek();
        return first == null ? null : first.observedAt;
    }
}
