/** From complete study to result: which studies are read, when, by whom, and with which results. */
@NullMarked
package io.trivium.med.processing;

import org.jspecify.annotations.NullMarked;
