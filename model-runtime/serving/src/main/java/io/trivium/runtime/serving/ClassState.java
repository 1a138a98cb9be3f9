package io.trivium.runtime.serving;

import io.trivium.runtime.pack.LatencyClass;

/**
 * The state of one latency class.
 *
 * @param waiting requests in its queue
 * @param running batches a worker is at
 * @param suspended batches that have begun and wait for their next slice
 * @param capacity requests that may wait
 * @param guaranteedShare of the workers' time the class gets at least while it has work, in [0, 1)
 * @param drainPerSecond requests a second that left the queue, lately
 * @param deadlineMisses requests since the start whose deadline passed before they were answered
 * @param refusals requests since the start that found the queue full
 * @param completed requests since the start that were answered
 * @param oldestWaitNanos how long the request that has waited longest has; 0 when none waits
 */
public record ClassState(
        LatencyClass latencyClass,
        int waiting,
        int running,
        int suspended,
        int capacity,
        double guaranteedShare,
        double drainPerSecond,
        long deadlineMisses,
        long refusals,
        long completed,
        long oldestWaitNanos) {}
