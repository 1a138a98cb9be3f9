/** Releases good and bad versions on a platform under traffic, and holds what became of them against what should have. */
@NullMarked
package io.trivium.deploy.releases;

import org.jspecify.annotations.NullMarked;
