/** Signed messages to other systems by HTTP: how they are sent, and the receivers that are managed at run time. */
@NullMarked
package io.trivium.industrial.webhook;

import org.jspecify.annotations.NullMarked;
