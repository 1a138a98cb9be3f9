package io.trivium.runtime.learning.release;

import java.time.Instant;

/** A decision on a release, with its user, time and reason. */
public record Decision(String action, String by, Instant at, String reason) {}
