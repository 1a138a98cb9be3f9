package io.trivium.med.study;

import java.util.Set;

/** Decodes frames of some transfer syntaxes. Implementations keep no state between calls and may be shared by threads. */
public interface PixelReader {
    /** UIDs of the transfer syntaxes that this reader decodes, measured against the conformance set. */
    Set<String> transferSyntaxes();

    /**
     * Decodes one frame.
     *
     * @param encoded one frame as it is encapsulated; its length is trusted, its content is not
     * @return {@code [rows, columns, samples]} in little endian order, {@link FrameLayout#frameBytes} long
     * @throws UnreadablePixelsException where the bytes are damaged or use what the reader does not know
     */
    byte[] decode(byte[] encoded, FrameLayout layout) throws UnreadablePixelsException;
}
