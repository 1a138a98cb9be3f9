/** Readings of OPC UA servers: sessions, subscriptions and certificates. Reads and subscribes only; nothing is ever written. */
@NullMarked
package io.trivium.industrial.opcua;

import org.jspecify.annotations.NullMarked;
