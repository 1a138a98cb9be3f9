/** SQL with named parameters, and rows as records: the one way in which features read and write tables. */
@NullMarked
package io.trivium.core.sql;

import org.jspecify.annotations.NullMarked;
