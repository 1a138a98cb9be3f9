package io.trivium.deploy.size;

/**
 * The result of a simulated queue.
 *
 * @param p50Millis median latency
 * @param p99Millis its 99th percentile
 * @param utilization share of the servers' time that was worked
 */
public record QueueOutcome(double p50Millis, double p99Millis, double utilization) {}
