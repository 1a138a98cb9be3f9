/** The command line of the payments domain: data sets, evaluation, training, replay, demo traffic, benchmark. */
@NullMarked
package io.trivium.fin.tool;

import org.jspecify.annotations.NullMarked;
