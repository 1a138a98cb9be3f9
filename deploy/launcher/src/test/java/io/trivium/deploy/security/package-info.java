/** Tests of the claims about security: their evidence exists, and no component is known to be vulnerable. */
@NullMarked
package io.trivium.deploy.security;

import org.jspecify.annotations.NullMarked;
