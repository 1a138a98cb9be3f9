/**
 * The node's results for the hospital: structured reports, segmentations, captures and presentation states for old
 * viewers, FHIR resources, HL7 messages and work items.
 */
@NullMarked
package io.trivium.med.report;

import org.jspecify.annotations.NullMarked;
