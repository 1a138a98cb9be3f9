/** The payments whose label would teach the model most, offered to those who give labels. */
@NullMarked
package io.trivium.fin.labelqueue;

import org.jspecify.annotations.NullMarked;
