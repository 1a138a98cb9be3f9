/** Outside checkers and clients against a running platform: one row for each check. */
@NullMarked
package io.trivium.deploy.conformance;

import org.jspecify.annotations.NullMarked;
