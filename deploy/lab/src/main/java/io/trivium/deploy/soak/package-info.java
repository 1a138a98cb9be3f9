/** Watches a standalone platform under steady load for hours and judges what grows. */
@NullMarked
package io.trivium.deploy.soak;

import org.jspecify.annotations.NullMarked;
