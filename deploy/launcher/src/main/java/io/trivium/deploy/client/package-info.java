/** Clients of machines that call the running platform. */
@NullMarked
package io.trivium.deploy.client;

import org.jspecify.annotations.NullMarked;
