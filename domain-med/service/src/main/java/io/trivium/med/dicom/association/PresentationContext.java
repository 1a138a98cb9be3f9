package io.trivium.med.dicom.association;

/**
 * An accepted presentation context.
 *
 * @param transferSyntax what data sets of this context are encoded in
 */
public record PresentationContext(int id, String abstractSyntax, String transferSyntax) {}
