/** State stores of the feature pipeline, on the heap and in RocksDB. */
@NullMarked
package io.trivium.fin.stream.store;

import org.jspecify.annotations.NullMarked;
