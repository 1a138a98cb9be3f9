/** A seeded generator of card payments and their frauds; docs/reference/demo-generator.md describes it. */
@NullMarked
package io.trivium.fin.simulation;

import org.jspecify.annotations.NullMarked;
