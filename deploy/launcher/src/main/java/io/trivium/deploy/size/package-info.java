/** What work costs, measured, and how many machines an installation needs for its demand, calculated and simulated. */
@NullMarked
package io.trivium.deploy.size;

import org.jspecify.annotations.NullMarked;
