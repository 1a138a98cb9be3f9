/** Checks of the images, the compose file and the Helm chart that need neither a container engine nor a cluster. */
@NullMarked
package io.trivium.deploy.manifests;

import org.jspecify.annotations.NullMarked;
