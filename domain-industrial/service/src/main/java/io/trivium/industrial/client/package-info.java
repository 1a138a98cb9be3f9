/** The factory's service over HTTP, for what runs beside it: the demo's plant, benchmarks. */
@NullMarked
package io.trivium.industrial.client;

import org.jspecify.annotations.NullMarked;
