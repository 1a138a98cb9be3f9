/** Identification of callers: OIDC for APIs and consoles, roles, and the session that a console shows. */
@NullMarked
package io.trivium.core.security;

import org.jspecify.annotations.NullMarked;
