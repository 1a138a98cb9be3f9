/** Reports and findings of the benchmarks. */
@NullMarked
package io.trivium.deploy.bench.report;

import org.jspecify.annotations.NullMarked;
