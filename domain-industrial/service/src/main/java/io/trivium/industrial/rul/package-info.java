/** Estimates the remaining useful life of assets whose type has a profile, by the network of the model runtime. */
@NullMarked
package io.trivium.industrial.rul;

import org.jspecify.annotations.NullMarked;
