/** Tests of backup, restoration and checksums. */
@NullMarked
package io.trivium.deploy.backup;

import org.jspecify.annotations.NullMarked;
