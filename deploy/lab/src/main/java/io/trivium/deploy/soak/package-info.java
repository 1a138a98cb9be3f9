/** Watches a standalone platform under steady load for hours and judges growth. */
@NullMarked
package io.trivium.deploy.soak;

import org.jspecify.annotations.NullMarked;
