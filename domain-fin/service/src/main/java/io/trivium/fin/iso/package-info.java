/** Payments in the messages that banks exchange, ISO 20022 and ISO 8583, on the same way in as all others. */
@NullMarked
package io.trivium.fin.iso;

import org.jspecify.annotations.NullMarked;
