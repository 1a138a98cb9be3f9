/** From complete study to result: which studies are read, when, by whom, and what is made of them. */
@NullMarked
package io.trivium.med.processing;

import org.jspecify.annotations.NullMarked;
