/** Backup of a standalone platform, its restoration, and checksums that prove that both hold the same. */
@NullMarked
package io.trivium.deploy.backup;

import org.jspecify.annotations.NullMarked;
