/** The front page's data about the platform's other services: their health and the addresses of their consoles. */
@NullMarked
package io.trivium.runtime.frontpage;

import org.jspecify.annotations.NullMarked;
