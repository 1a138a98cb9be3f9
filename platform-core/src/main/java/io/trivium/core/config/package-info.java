/** Start-up checks: misspelled platform keys and settings that are unsafe in production. */
@NullMarked
package io.trivium.core.config;

import org.jspecify.annotations.NullMarked;
