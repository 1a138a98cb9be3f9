/** Notifications of alarms that are not acknowledged, by e-mail and webhook, in an escalation order. */
@NullMarked
package io.trivium.industrial.notification;

import org.jspecify.annotations.NullMarked;
