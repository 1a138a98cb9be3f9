/** Holds the alert rules, dashboards and runbooks against the metrics that the services have. */
@org.jspecify.annotations.NullMarked
package io.trivium.deploy.observability;
