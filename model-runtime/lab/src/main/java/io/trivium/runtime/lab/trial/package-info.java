/** Challengers made on purpose, good ones and bad ones, to test the gates. */
@org.jspecify.annotations.NullMarked
package io.trivium.runtime.lab.trial;
