/** Who is calling: OIDC for APIs and consoles, roles, and the session a console shows. */
@NullMarked
package io.trivium.core.security;

import org.jspecify.annotations.NullMarked;
