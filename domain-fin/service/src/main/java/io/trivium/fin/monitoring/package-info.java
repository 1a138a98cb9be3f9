/**
 * The quality of the decisions: drift, calibration, precision as labels arrive, money, latency, and whether labels
 * arrive.
 */
@NullMarked
package io.trivium.fin.monitoring;

import org.jspecify.annotations.NullMarked;
