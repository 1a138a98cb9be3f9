package io.trivium.med.study;

import io.trivium.med.dataset.DataSetWriter;
import io.trivium.med.dataset.DicomFile;
import io.trivium.med.dataset.Limits;
import io.trivium.med.dataset.Tag;
import java.io.IOException;

/** Any bytes are an image whose pixels are read, or are refused; what was read can be written. */
public final class ImageFuzzer {
    /** Pixels an image of this many bytes may claim, so that a run is not spent on clearing memory. */
    private static final long MOST_PIXELS = 1 << 20;

    private ImageFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            DicomFile file = DicomFile.read(data, Limits.OBJECT);
            DataSetWriter.bytes(file.dataSet());
            long rows = file.dataSet().number(Tag.ROWS).orElse(0);
            long columns = file.dataSet().number(Tag.COLUMNS).orElse(0);
            if (rows * columns > MOST_PIXELS
                    || file.dataSet().number(Tag.NUMBER_OF_FRAMES).orElse(1) > 2) {
                return;
            }
            Pixels.read(file.dataSet(), file.transferSyntax());
        } catch (IOException e) {
            // Refused.
        }
    }
}
