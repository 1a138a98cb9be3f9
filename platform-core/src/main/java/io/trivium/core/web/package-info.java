/** The HTTP edge: problem documents, strict JSON, security headers and the console's deep links. */
@NullMarked
package io.trivium.core.web;

import org.jspecify.annotations.NullMarked;
