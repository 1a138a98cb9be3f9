/** Tests of the messages of banks. */
@NullMarked
package io.trivium.fin.iso;

import org.jspecify.annotations.NullMarked;
