/** Tests of what is learned of asset types. */
@NullMarked
package io.trivium.industrial.model;

import org.jspecify.annotations.NullMarked;
