/** Reading of JSON and YAML documents that names every fault at once. */
@NullMarked
package io.trivium.runtime.document;

import org.jspecify.annotations.NullMarked;
