/** Faults of a platform with several instances of each service. */
@NullMarked
package io.trivium.deploy.faults.cluster;

import org.jspecify.annotations.NullMarked;
