/** What a drill does, held against the rules and runbooks that are shipped. */
@NullMarked
package io.trivium.deploy.drill;

import org.jspecify.annotations.NullMarked;
