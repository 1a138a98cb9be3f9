/** The command line of welding: training, evaluation and advice. */
@NullMarked
package io.trivium.industrial.process.tool;

import org.jspecify.annotations.NullMarked;
