package io.trivium.runtime.learning.release;

import java.time.Instant;

/** Who did what with a release, when and why. */
public record Decision(String action, String by, Instant at, String reason) {}
