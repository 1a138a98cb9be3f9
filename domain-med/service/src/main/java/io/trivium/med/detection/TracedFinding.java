package io.trivium.med.detection;

import io.trivium.med.finding.NoduleFinding;

/**
 * A finding with the cube that it was outlined in, before parts are joined.
 *
 * @param cube the last one that the outline model saw
 */
public record TracedFinding(NoduleFinding finding, NoduleCube cube) {}
