/** Tests of {@link io.trivium.deploy.releases}. */
@NullMarked
package io.trivium.deploy.releases;

import org.jspecify.annotations.NullMarked;
