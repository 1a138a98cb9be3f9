/** Monitors of assets: calibration on normal operation, scores, and alarms about operation that differs from it. */
@NullMarked
package io.trivium.industrial.monitor;

import org.jspecify.annotations.NullMarked;
