/** Tests of what is claimed about security: that its evidence is there, and that no component is known to be bad. */
@NullMarked
package io.trivium.deploy.security;

import org.jspecify.annotations.NullMarked;
