/** The model runtime: a registry of model packs served over the Open Inference Protocol. */
@NullMarked
package io.trivium.runtime;

import org.jspecify.annotations.NullMarked;
