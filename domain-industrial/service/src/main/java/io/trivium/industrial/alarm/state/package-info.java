/** The state machine of an alarm after IEC 62682, and when many alarms are a flood. */
@NullMarked
package io.trivium.industrial.alarm.state;

import org.jspecify.annotations.NullMarked;
