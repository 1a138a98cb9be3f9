/** A suite of cases for the Open Inference Protocol v2 that runs against any server of it, over REST and gRPC. */
@NullMarked
package io.trivium.runtime.lab.conformance;

import org.jspecify.annotations.NullMarked;
