/** Tests the faults and the judges of a platform on sockets and files of this machine. */
@NullMarked
package io.trivium.deploy.chaos;

import org.jspecify.annotations.NullMarked;
