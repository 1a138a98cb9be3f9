/** Work orders: proposed from alarms and remaining life, planned, done, and what they were worth. */
@NullMarked
package io.trivium.industrial.workorder;

import org.jspecify.annotations.NullMarked;
