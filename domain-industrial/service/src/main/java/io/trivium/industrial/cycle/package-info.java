/**
 * Cycles of work, such as welds: detected in readings, judged by the network of the model runtime, corrected by people.
 */
@NullMarked
package io.trivium.industrial.cycle;

import org.jspecify.annotations.NullMarked;
