/** Parameters and columns of statements, one after the other, with nulls and times as the domain has them. */
@NullMarked
package io.trivium.industrial.jdbc;

import org.jspecify.annotations.NullMarked;
