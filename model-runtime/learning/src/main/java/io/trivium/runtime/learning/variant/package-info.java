/** The variants that serve single tenants in place of the champion: versions that learned from their own data alone. */
@org.jspecify.annotations.NullMarked
package io.trivium.runtime.learning.variant;
