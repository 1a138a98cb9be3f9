/** Which organisation a call acts for, and how that reaches PostgreSQL row-level security. */
@NullMarked
package io.trivium.core.tenancy;

import org.jspecify.annotations.NullMarked;
