/** The format of a frozen data set: its entries under one hash that anyone can compute again, also after an erasure. */
@NullMarked
package io.trivium.runtime.manifest;

import org.jspecify.annotations.NullMarked;
