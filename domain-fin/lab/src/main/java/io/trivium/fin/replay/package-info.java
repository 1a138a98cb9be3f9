/** Recorded authorizations: reads daily CSV archives and sends them through the live path again. */
@NullMarked
package io.trivium.fin.replay;

import org.jspecify.annotations.NullMarked;
