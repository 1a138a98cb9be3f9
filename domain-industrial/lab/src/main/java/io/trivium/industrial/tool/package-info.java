/** Offline commands: training and measuring the models. */
@NullMarked
package io.trivium.industrial.tool;

import org.jspecify.annotations.NullMarked;
