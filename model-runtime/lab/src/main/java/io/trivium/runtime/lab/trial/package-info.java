/** Challengers made on purpose, good ones and bad ones, to see what the gates make of them. */
@org.jspecify.annotations.NullMarked
package io.trivium.runtime.lab.trial;
