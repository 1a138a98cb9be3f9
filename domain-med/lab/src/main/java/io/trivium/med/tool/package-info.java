/** Offline commands: training the networks and measuring the detector. */
@NullMarked
package io.trivium.med.tool;

import org.jspecify.annotations.NullMarked;
