/** Code shared by all Trivium services: errors, tenancy, security, audit, events and the inference client. */
@NullMarked
package io.trivium.core;

import org.jspecify.annotations.NullMarked;
