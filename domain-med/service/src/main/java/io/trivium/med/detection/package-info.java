/** Finds pulmonary nodules in a volume, outlines and rates them. */
@NullMarked
package io.trivium.med.detection;

import org.jspecify.annotations.NullMarked;
