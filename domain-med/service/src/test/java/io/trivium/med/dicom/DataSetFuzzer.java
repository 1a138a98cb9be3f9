package io.trivium.med.dicom;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.trivium.med.dataset.DataSetReader;
import io.trivium.med.dataset.DicomJson;
import io.trivium.med.dataset.InstanceHeader;
import io.trivium.med.dataset.Limits;
import io.trivium.med.dataset.Part10;
import io.trivium.med.dataset.Uids;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Any bytes are a file, a header and metadata, or are refused; nothing else comes out. */
public final class DataSetFuzzer {
    private static final List<String> SYNTAXES =
            List.of(Uids.EXPLICIT_LITTLE_ENDIAN, Uids.IMPLICIT_LITTLE_ENDIAN, Uids.EXPLICIT_BIG_ENDIAN, Uids.DEFLATED);

    private DataSetFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        refused(() -> Part10.read(new ByteArrayInputStream(data)));
        for (String syntax : SYNTAXES) {
            refused(() -> InstanceHeader.of(DataSetReader.read(data, syntax, Limits.IDENTITY)));
            refused(() -> {
                try (JsonGenerator json = new JsonFactory().createGenerator(OutputStream.nullOutputStream())) {
                    DicomJson.write(json, DataSetReader.read(data, syntax, Limits.METADATA), "/bulk");
                }
            });
        }
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private static void refused(Attempt attempt) {
        try {
            attempt.run();
        } catch (IOException e) {
            // This is a valid answer.
        }
    }
}
