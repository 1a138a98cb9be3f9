/** Rules that hold over the classes of all modules. */
@NullMarked
package io.trivium.deploy.architecture;

import org.jspecify.annotations.NullMarked;
