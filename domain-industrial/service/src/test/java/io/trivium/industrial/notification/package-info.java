/** Tests. */
@NullMarked
package io.trivium.industrial.notification;

import org.jspecify.annotations.NullMarked;
