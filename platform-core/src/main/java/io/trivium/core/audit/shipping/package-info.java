/** Ships the audit log to systems outside the database, and checks what was shipped against it. */
@NullMarked
package io.trivium.core.audit.shipping;

import org.jspecify.annotations.NullMarked;
