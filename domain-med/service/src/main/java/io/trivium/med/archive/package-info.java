/**
 * The durable store: an instance is acknowledged when its file and its row are safe, never before. Files are named by the
 * hash of their content; nothing that a sender writes becomes part of a path.
 */
@NullMarked
package io.trivium.med.archive;

import org.jspecify.annotations.NullMarked;
