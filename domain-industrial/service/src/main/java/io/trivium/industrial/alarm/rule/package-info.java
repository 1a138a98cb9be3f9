/** Rules of alarms: limits, kinds and priorities, their drafts and checks. */
@NullMarked
package io.trivium.industrial.alarm.rule;

import org.jspecify.annotations.NullMarked;
