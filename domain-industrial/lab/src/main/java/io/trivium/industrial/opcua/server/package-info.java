/**
 * An OPC UA server whose values are pushed by its user: the demo's welding line, and the tests. The service itself has
 * none.
 */
@NullMarked
package io.trivium.industrial.opcua.server;

import org.jspecify.annotations.NullMarked;
