/**
 * The connection of other systems to the node: its addresses, its DICOM peers, echo tests, and the newest associations
 * and refusals.
 */
@NullMarked
package io.trivium.med.connection;

import org.jspecify.annotations.NullMarked;
