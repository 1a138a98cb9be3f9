/** The findings of a study: nodules with their measurements, and the record of readers' verdicts. */
@NullMarked
package io.trivium.med.finding;

import org.jspecify.annotations.NullMarked;
