/** Experts as units that are opened, paged, masked, quarantined and swapped on their own, and models made of them. */
@NullMarked
package io.trivium.runtime.expert;

import org.jspecify.annotations.NullMarked;
