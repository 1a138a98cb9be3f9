/** What disturbs a platform, and what judges it, held against sockets and files of this machine. */
@NullMarked
package io.trivium.deploy.chaos;

import org.jspecify.annotations.NullMarked;
