/** Loads of requests, and the latencies of their answers. */
@NullMarked
package io.trivium.runtime.lab.bench.load;

import org.jspecify.annotations.NullMarked;
