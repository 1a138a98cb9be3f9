/** Measures how long the running platform takes to decide, and how much it decides. */
@NullMarked
package io.trivium.fin.bench;

import org.jspecify.annotations.NullMarked;
