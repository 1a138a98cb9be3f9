/** Seeded requests to every operation of the services' OpenAPI contracts by every kind of caller, and judges of the answers. */
@NullMarked
package io.trivium.deploy.fuzz.api;

import org.jspecify.annotations.NullMarked;
