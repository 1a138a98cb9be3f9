package io.trivium.med.delivery;

import io.trivium.med.dataset.DataSetWriter;
import io.trivium.med.dataset.DicomFile;
import io.trivium.med.dataset.Limits;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.patient.CurrentPatient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * One object for one destination, taken for an attempt.
 *
 * @param attempt this one, from 1
 * @param file the object, its data set at {@code offset}
 * @param message what is sent instead of the object; empty for objects
 * @param patient what the patient administration said since the object was made; empty where it said nothing
 */
record DueDelivery(
        String sopInstance,
        String sopClass,
        String transferSyntax,
        StudyInstanceUid study,
        String role,
        int attempt,
        Path file,
        int offset,
        Optional<String> message,
        Optional<CurrentPatient> patient) {

    /** The data set as it is sent: the stored bytes, or a copy of them with the patient's data of now. The caller closes it. */
    InputStream data() throws IOException {
        if (patient.isPresent()) {
            return new ByteArrayInputStream(DataSetWriter.bytes(
                    patient.orElseThrow().in(DicomFile.read(file, Limits.OBJECT).dataSet())));
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        return Channels.newInputStream(channel.position(offset));
    }
}
