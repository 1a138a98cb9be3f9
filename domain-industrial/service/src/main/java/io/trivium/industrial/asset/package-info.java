/** The plant: ISA-95's hierarchy, the tags of its assets, asset types as templates, import and export. */
@NullMarked
package io.trivium.industrial.asset;

import org.jspecify.annotations.NullMarked;
