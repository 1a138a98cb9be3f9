package io.trivium.med.dicom;

import io.trivium.med.dicom.association.AssociateDecoder;
import io.trivium.med.dicom.association.AssociationLimits;
import io.trivium.med.dicom.association.CommandSet;
import io.trivium.med.dicom.association.PDataInput;
import io.trivium.med.dicom.association.Status;
import io.trivium.med.dicom.association.TimedInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** Any bytes on an association are understood or refused; nothing else comes out. */
public final class WireFuzzer {
    private static final int MESSAGES = 100;

    private WireFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        refused(() -> AssociateDecoder.request(data));
        refused(() -> AssociateDecoder.accept(data));
        refused(() -> CommandSet.response(CommandSet.decode(data, data.length), Status.SUCCESS)
                .encode());
        refused(() -> {
            try (Socket socket = new BytesSocket(data)) {
                PDataInput input = new PDataInput(new TimedInput(socket), AssociationLimits.DEFAULTS);
                for (int i = 0; i < MESSAGES && input.nextMessage(AssociationLimits.DEFAULTS.idle()); i++) {
                    if (input.command().hasData()) DicomServer.drain(input.data());
                }
            }
        });
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

    /** A connection on which these bytes arrive. */
    private static final class BytesSocket extends Socket {
        private final byte[] data;

        BytesSocket(byte[] data) {
            this.data = data;
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(data);
        }

        @Override
        public void setSoTimeout(int millis) {}
    }
}
