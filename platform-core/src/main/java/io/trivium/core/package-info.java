/** What every Trivium service shares: errors, tenancy, security, audit, events and the inference client. */
@NullMarked
package io.trivium.core;

import org.jspecify.annotations.NullMarked;
