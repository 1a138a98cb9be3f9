/** Tokens that stand for numbers of cards and accounts: the numbers end here. */
@NullMarked
package io.trivium.fin.token;

import org.jspecify.annotations.NullMarked;
