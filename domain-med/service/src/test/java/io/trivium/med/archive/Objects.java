package io.trivium.med.archive;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DataSetWriter;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dataset.Vr;
import io.trivium.med.dicom.InstanceSink;
import io.trivium.med.dicom.InstanceSink.Incoming;
import io.trivium.med.dicom.InstanceSink.Stored;
import io.trivium.med.dicom.InstanceSink.Upload;
import io.trivium.med.dicom.StoreRefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** CT images made for tests. */
public final class Objects {

    public static final String CT = "1.2.840.10008.5.1.4.1.1.2";

    private Objects() {}

    /** A CT image with these pixels, encoded in explicit VR little endian. */
    public static byte[] image(String study, String series, String instance, int seed, int pixelBytes) {
        DataSet data = new DataSet()
                .putUtf8(Tag.SOP_CLASS_UID, Vr.UI, CT)
                .putUtf8(Tag.SOP_INSTANCE_UID, Vr.UI, instance)
                .put(Tag.STUDY_DATE, "20260102")
                .put(Tag.ACCESSION_NUMBER, "A-1")
                .put(Tag.MODALITY, "CT")
                .put(Tag.PATIENT_NAME, "Test^Patient")
                .put(Tag.PATIENT_ID, "P-1")
                .putUtf8(Tag.STUDY_INSTANCE_UID, Vr.UI, study)
                .putUtf8(Tag.SERIES_INSTANCE_UID, Vr.UI, series)
                .put(Tag.INSTANCE_NUMBER, "7")
                .putNumbers(Tag.ROWS, Vr.US, 4)
                .putNumbers(Tag.COLUMNS, Vr.US, pixelBytes / 8);
        byte[] pixels = new byte[pixelBytes];
        new Random(seed).nextBytes(pixels);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(DataSetWriter.bytes(data));
        out.writeBytes(new byte[] {
            (byte) 0xE0,
            0x7F,
            0x10,
            0,
            'O',
            'W',
            0,
            0,
            (byte) pixelBytes,
            (byte) (pixelBytes >> 8),
            (byte) (pixelBytes >> 16),
            (byte) (pixelBytes >> 24)
        });
        out.writeBytes(pixels);
        return out.toByteArray();
    }

    public static Incoming incoming(String instance) {
        return new Incoming(
                new TenantId("demo-bank"),
                CT,
                instance,
                Uids.EXPLICIT_LITTLE_ENDIAN,
                "PACS",
                Optional.empty(),
                new UUID(1, 2));
    }

    /** Sends the bytes to the store in pieces. */
    public static Stored store(InstanceSink sink, Incoming incoming, byte[] data)
            throws StoreRefusedException, IOException {
        try (Upload upload = sink.begin(incoming)) {
            for (int offset = 0; offset < data.length; offset += 10_000) {
                upload.write(data, offset, Math.min(10_000, data.length - offset));
            }
            return upload.finish();
        }
    }
}
