/** Tokens that replace the numbers of cards and accounts: the numbers are not passed on from here. */
@NullMarked
package io.trivium.fin.token;

import org.jspecify.annotations.NullMarked;
