/** The judge of the crash test, judged: what it must find is planted. */
@NullMarked
package io.trivium.deploy.faults;

import org.jspecify.annotations.NullMarked;
