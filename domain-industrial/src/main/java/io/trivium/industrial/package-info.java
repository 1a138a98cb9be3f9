/** The factory domain; its adapter arrives with live predictive maintenance. */
@NullMarked
package io.trivium.industrial;

import org.jspecify.annotations.NullMarked;
