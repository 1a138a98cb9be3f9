/** What the platform is worth to an organisation: money, hours and risk, one shape for all domains. */
@NullMarked
package io.trivium.core.value;

import org.jspecify.annotations.NullMarked;
