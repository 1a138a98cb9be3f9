/** The Kafka Streams topology that turns authorizations and labels into features. */
@NullMarked
package io.trivium.fin.stream;

import org.jspecify.annotations.NullMarked;
