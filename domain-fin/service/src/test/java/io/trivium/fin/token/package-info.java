/** Tests of the tokens. */
@NullMarked
package io.trivium.fin.token;

import org.jspecify.annotations.NullMarked;
