/** Alarms after ISA-18.2 (IEC 62682): rules, the states of an alarm, what raises it, and what people do about it. */
@NullMarked
package io.trivium.industrial.alarm;

import org.jspecify.annotations.NullMarked;
