/** The platform on one machine: embedded PostgreSQL, Kafka and Keycloak and the services, under one supervisor. */
@NullMarked
package io.trivium.deploy.standalone;

import org.jspecify.annotations.NullMarked;
