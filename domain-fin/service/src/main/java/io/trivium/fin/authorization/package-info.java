/** Card authorizations as banks send them: the record, its rules, and the way in. */
@NullMarked
package io.trivium.fin.authorization;

import org.jspecify.annotations.NullMarked;
