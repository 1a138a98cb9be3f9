/** Compiles and evaluates the expressions of rules. */
@NullMarked
package io.trivium.fin.rule.engine;

import org.jspecify.annotations.NullMarked;
