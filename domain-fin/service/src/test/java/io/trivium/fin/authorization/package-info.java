/** Tests of authorizations. */
@org.jspecify.annotations.NullMarked
package io.trivium.fin.authorization;
