package io.trivium.deploy.fuzz.api;

import java.time.Duration;

/**
 * The limits of a run.
 *
 * @param requests at most, besides those that make findings smaller
 * @param time at most
 * @param side requests at once
 */
public record ApiLimits(long seed, long requests, Duration time, int side) {}
