package io.trivium.runtime.learning.release;

import java.time.Instant;

/** The version that is to stay champion of a task, since when, by whom and why. */
public record PinView(String task, String model, String version, Instant pinnedAt, String pinnedBy, String reason) {}
