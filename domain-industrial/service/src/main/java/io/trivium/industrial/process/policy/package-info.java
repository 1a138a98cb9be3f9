/** A policy that moves a welder's settings to the best allowed bead, trained by PPO and tuned by preferences. */
@NullMarked
package io.trivium.industrial.process.policy;

import org.jspecify.annotations.NullMarked;
