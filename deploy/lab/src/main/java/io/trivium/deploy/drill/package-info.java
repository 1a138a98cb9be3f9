/** What the runbooks say, held against a platform on which it happens. */
@NullMarked
package io.trivium.deploy.drill;

import org.jspecify.annotations.NullMarked;
