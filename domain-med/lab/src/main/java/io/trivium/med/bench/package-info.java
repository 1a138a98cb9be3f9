/** Benchmarks of the hospital domain, each compared with alternatives in the same run. */
@NullMarked
package io.trivium.med.bench;

import org.jspecify.annotations.NullMarked;
