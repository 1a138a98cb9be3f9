package io.trivium.med.report;

import ca.uhn.hl7v2.HL7Exception;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Any bytes on an HL7 connection are an order, another message, or are refused. */
public final class Hl7Fuzzer {
    private static final int LIMIT = 1 << 20;

    private Hl7Fuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            Optional<byte[]> message = Mllp.read(new BufferedInputStream(new ByteArrayInputStream(data)), LIMIT);
            if (message.isPresent()) ImagingOrder.parse(new String(message.orElseThrow(), StandardCharsets.UTF_8));
        } catch (IOException | HL7Exception e) {
            // Refused.
        }
    }
}
