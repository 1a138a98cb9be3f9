package io.trivium.med.dicom.association;

import java.io.InputStream;

/**
 * A message as it comes in (PS3.7 6.3): its command, and the data set that follows.
 *
 * @param data the data set as it arrives, to be read to its end before the next message; empty when there is none
 */
public record Message(PresentationContext context, CommandSet command, InputStream data) {}
