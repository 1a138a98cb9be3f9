/** How well the decisions do: drift, calibration, precision as labels come in, money, latency, and whether labels come. */
@NullMarked
package io.trivium.fin.monitoring;

import org.jspecify.annotations.NullMarked;
