/**
 * DICOM on the wire and in files: upper layer (PS3.8), messages (PS3.7), services (PS3.4) and a bounded reader of data
 * sets (PS3.5). Everything that a peer can send is read here, with limits; no other package parses what it did not write.
 */
@NullMarked
package io.trivium.med.dicom;

import org.jspecify.annotations.NullMarked;
