/** Tests of the judge of the crash test: the faults it must find are planted. */
@NullMarked
package io.trivium.deploy.faults;

import org.jspecify.annotations.NullMarked;
