/** Alarms after ISA-18.2 (IEC 62682): the states of one, and limits with hysteresis and delays. So far rules without storage. */
@NullMarked
package io.trivium.industrial.alarm;

import org.jspecify.annotations.NullMarked;
