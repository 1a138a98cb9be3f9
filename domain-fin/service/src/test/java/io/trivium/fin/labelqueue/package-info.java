/** Tests of the payments offered for a label. */
@org.jspecify.annotations.NullMarked
package io.trivium.fin.labelqueue;
