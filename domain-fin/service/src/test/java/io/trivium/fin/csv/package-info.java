/** Tests of the package. */
@org.jspecify.annotations.NullMarked
package io.trivium.fin.csv;
