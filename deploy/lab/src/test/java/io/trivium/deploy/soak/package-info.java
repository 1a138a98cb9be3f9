/** Tests of what soaks are judged by. */
@NullMarked
package io.trivium.deploy.soak;

import org.jspecify.annotations.NullMarked;
