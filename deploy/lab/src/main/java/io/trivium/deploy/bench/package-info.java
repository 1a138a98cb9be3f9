/** Benchmarks of a running platform: {@code ./trivium bench}. */
@NullMarked
package io.trivium.deploy.bench;

import org.jspecify.annotations.NullMarked;
