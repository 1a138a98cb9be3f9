/** Test support shared by all modules: real PostgreSQL, and checks that every service runs. */
@NullMarked
package io.trivium.core.testing;

import org.jspecify.annotations.NullMarked;
