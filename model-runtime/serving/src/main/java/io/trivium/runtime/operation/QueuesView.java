package io.trivium.runtime.operation;

import io.trivium.runtime.pack.LatencyClass;
import io.trivium.runtime.serving.ClassState;
import java.time.Instant;
import java.util.List;

/** The queues in front of the workers, the most urgent class first. */
record QueuesView(Instant at, List<QueueView> classes) {
    private static final double NANOS_PER_MS = 1e6;

    /**
     * One latency class; counters since the service started.
     *
     * @param depth requests waiting
     * @param capacity requests that may wait
     * @param running batches a worker is at
     * @param suspended batches that wait for their next slice
     * @param oldestWaitMs how long the request that waits longest has; 0 when none waits
     * @param drainPerSecond requests a second that left the queue, lately
     * @param completed requests answered
     * @param deadlineMisses requests whose deadline passed before they were answered
     * @param refusals requests that found a queue full
     */
    record QueueView(
            LatencyClass latencyClass,
            int depth,
            int capacity,
            int running,
            int suspended,
            double oldestWaitMs,
            double drainPerSecond,
            long completed,
            long deadlineMisses,
            long refusals) {}

    static QueuesView of(List<ClassState> states, Instant at) {
        return new QueuesView(
                at,
                states.stream()
                        .map(state -> new QueueView(
                                state.latencyClass(),
                                state.waiting(),
                                state.capacity(),
                                state.running(),
                                state.suspended(),
                                state.oldestWaitNanos() / NANOS_PER_MS,
                                state.drainPerSecond(),
                                state.completed(),
                                state.deadlineMisses(),
                                state.refusals()))
                        .toList());
    }
}
