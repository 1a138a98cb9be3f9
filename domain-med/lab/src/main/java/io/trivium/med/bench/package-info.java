/** Benchmarks of the hospital domain, each beside what others do in the same run. */
@NullMarked
package io.trivium.med.bench;

import org.jspecify.annotations.NullMarked;
