/** Releases good and bad versions on a platform under traffic, and compares their outcomes with the expected ones. */
@NullMarked
package io.trivium.deploy.releases;

import org.jspecify.annotations.NullMarked;
