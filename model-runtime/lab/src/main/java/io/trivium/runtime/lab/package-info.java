/** Studies, trials and benchmarks of the runtime, as further commands of its tool. */
@NullMarked
package io.trivium.runtime.lab;

import org.jspecify.annotations.NullMarked;
