/** The payments domain: card authorizations scored in real time. */
@NullMarked
package io.trivium.fin;

import org.jspecify.annotations.NullMarked;
