/** What the domain tells the platform to learn from: each decision as an example, to be joined with what it turned out to be. */
@NullMarked
package io.trivium.fin.learning;

import org.jspecify.annotations.NullMarked;
