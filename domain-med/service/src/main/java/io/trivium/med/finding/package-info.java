/** What was found in a study: nodules with their measurements, and the record of who judged them how. */
@NullMarked
package io.trivium.med.finding;

import org.jspecify.annotations.NullMarked;
