/** The command line of the runtime's offline work: training, prediction, inspection and benchmarks. */
@NullMarked
package io.trivium.runtime.tool;

import org.jspecify.annotations.NullMarked;
