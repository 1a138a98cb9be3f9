/** Client of the factory's service over HTTP, for external programs: the demo's plant, benchmarks. */
@NullMarked
package io.trivium.industrial.client;

import org.jspecify.annotations.NullMarked;
