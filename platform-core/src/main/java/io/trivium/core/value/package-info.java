/** The value of the platform to an organisation: money, hours and risk, in one form for all domains. */
@NullMarked
package io.trivium.core.value;

import org.jspecify.annotations.NullMarked;
