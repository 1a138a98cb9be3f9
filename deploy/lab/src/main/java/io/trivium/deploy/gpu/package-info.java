/** Measures a mixture of experts on a GPU. */
@NullMarked
package io.trivium.deploy.gpu;

import org.jspecify.annotations.NullMarked;
