/** From received instances to a volume: when a study is complete, which series is read, and whether its geometry can be trusted. */
@NullMarked
package io.trivium.med.study;

import org.jspecify.annotations.NullMarked;
