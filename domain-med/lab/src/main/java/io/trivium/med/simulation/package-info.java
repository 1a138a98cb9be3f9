/** Simulated chest CTs with known nodules: anatomy, acquisition, and real or simulated nodules put into them. */
@NullMarked
package io.trivium.med.simulation;

import org.jspecify.annotations.NullMarked;
