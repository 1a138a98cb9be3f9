/**
 * The measured costs of work, and the number of machines that an installation needs for its demand, calculated and
 * simulated.
 */
@NullMarked
package io.trivium.deploy.size;

import org.jspecify.annotations.NullMarked;
