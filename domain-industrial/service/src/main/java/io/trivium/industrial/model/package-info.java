/**
 * Models of asset types and requests to the model runtime: remaining useful life, failure modes, anomalies and defects
 * of cycles.
 */
@NullMarked
package io.trivium.industrial.model;

import org.jspecify.annotations.NullMarked;
