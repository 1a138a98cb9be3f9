/** Checks the pages' statements about classes and files against the repository. */
@NullMarked
package io.trivium.deploy.docs;

import org.jspecify.annotations.NullMarked;
