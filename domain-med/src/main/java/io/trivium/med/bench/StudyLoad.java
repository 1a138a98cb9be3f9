package io.trivium.med.bench;

import io.trivium.med.dicom.Association;
import io.trivium.med.dicom.DataSet;
import io.trivium.med.dicom.DataSetWriter;
import io.trivium.med.dicom.DicomClient;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.Peer;
import io.trivium.med.dicom.PresentationContext;
import io.trivium.med.dicom.Requests;
import io.trivium.med.dicom.Requests.Answer;
import io.trivium.med.dicom.Tag;
import io.trivium.med.dicom.Uids;
import io.trivium.med.dicom.Vr;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** A chest CT as a scanner sends it. Used by one thread.
 *
 * <p>It has 512 x 512 pixels, slices of some mm, and two lungs with a nodule of 9 mm. */
final class StudyLoad {

    private static final String CT = "1.2.840.10008.5.1.4.1.1.2";
    private static final int SIDE = 512;
    private static final double PIXEL_MM = 0.7;
    private static final int NOISE_HU = 15;

    private final String study = Uids.create();
    private final String series = Uids.create();
    private final String frameOfReference = Uids.create();
    private final int slices;
    private final String patient;
    private final List<String> instances = new ArrayList<>();
    private int acknowledged;

    StudyLoad(int slices, String patient) {
        this.slices = slices;
        this.patient = patient;
        for (int k = 0; k < slices; k++) instances.add(Uids.create());
    }

    String study() {
        return study;
    }

    /**
     * Sends the study in one association.
     *
     * @return when the last instance was acknowledged, as of {@link System#nanoTime()}
     */
    long send(DicomClient client, Peer node) throws IOException {
        try (Association association = open(client, node)) {
            sendRest(association);
            long last = System.nanoTime();
            association.release();
            return last;
        }
    }

    /** Sends what is not acknowledged yet, in one association; false where something is left. */
    boolean sendRest(DicomClient client, Peer node) {
        try (Association association = open(client, node)) {
            sendRest(association);
            association.release();
        } catch (IOException e) {
            // The rest is sent again.
        }
        return acknowledged == slices;
    }

    private static Association open(DicomClient client, Peer node) throws IOException {
        return client.open(node, List.of(new Proposal(CT, List.of(Uids.EXPLICIT_LITTLE_ENDIAN))));
    }

    private void sendRest(Association association) throws IOException {
        PresentationContext context =
                association.context(CT).orElseThrow(() -> new IOException("the node does not take CT images"));
        while (acknowledged < slices) {
            String instance = instances.get(acknowledged);
            Answer answer = Requests.store(
                    association, context, instance, new ByteArrayInputStream(slice(instance, acknowledged)));
            if (!answer.isDone()) {
                throw new IOException(String.format("an instance was refused with status %04X", answer.status()));
            }
            acknowledged++;
        }
    }

    private byte[] slice(String instance, int k) {
        DataSet data = new DataSet()
                .text(0x00080008, Vr.CS, "ORIGINAL\\PRIMARY\\AXIAL")
                .text(Tag.SOP_CLASS, Vr.UI, CT)
                .text(Tag.SOP_INSTANCE, Vr.UI, instance)
                .text(Tag.STUDY_DATE, Vr.DA, "20260101")
                .text(Tag.STUDY_TIME, Vr.TM, "120000")
                .text(Tag.ACCESSION_NUMBER, Vr.SH, "BENCH")
                .text(Tag.MODALITY, Vr.CS, "CT")
                .text(0x00080070, Vr.LO, "Trivium")
                .text(0x00080090, Vr.PN, "")
                .text(Tag.PATIENT_NAME, Vr.PN, "Bench^Mark")
                .text(Tag.PATIENT_ID, Vr.LO, patient)
                .text(Tag.PATIENT_BIRTH_DATE, Vr.DA, "19600101")
                .text(Tag.PATIENT_SEX, Vr.CS, "O")
                .text(0x00180050, Vr.DS, String.format(Locale.ROOT, "%.3f", spacing()))
                .text(0x00181210, Vr.SH, "B40f")
                .text(Tag.STUDY_INSTANCE, Vr.UI, study)
                .text(Tag.SERIES_INSTANCE, Vr.UI, series)
                .text(0x00200010, Vr.SH, "BENCH")
                .text(Tag.SERIES_NUMBER, Vr.IS, "1")
                .text(Tag.INSTANCE_NUMBER, Vr.IS, Integer.toString(k + 1))
                .text(0x00200032, Vr.DS, String.format(Locale.ROOT, "-179.2\\-179.2\\%.3f", k * spacing()))
                .text(0x00200037, Vr.DS, "1\\0\\0\\0\\1\\0")
                .text(0x00200052, Vr.UI, frameOfReference)
                .text(0x00201040, Vr.LO, "")
                .number(Tag.SAMPLES_PER_PIXEL, 1)
                .text(0x00280004, Vr.CS, "MONOCHROME2")
                .number(Tag.ROWS, SIDE)
                .number(Tag.COLUMNS, SIDE)
                .text(0x00280030, Vr.DS, "0.7\\0.7")
                .number(Tag.BITS_ALLOCATED, 16)
                .number(0x00280101, 16)
                .number(0x00280102, 15)
                .number(0x00280103, 1)
                .text(0x00281052, Vr.DS, "0")
                .text(0x00281053, Vr.DS, "1");
        ByteArrayOutputStream out = new ByteArrayOutputStream(SIDE * SIDE * 2 + 2048);
        out.writeBytes(DataSetWriter.encode(data, Uids.EXPLICIT_LITTLE_ENDIAN));
        byte[] pixels = pixels(k);
        int length = pixels.length;
        out.writeBytes(new byte[] {
            (byte) 0xE0,
            0x7F,
            0x10,
            0,
            'O',
            'W',
            0,
            0,
            (byte) length,
            (byte) (length >> 8),
            (byte) (length >> 16),
            (byte) (length >> 24)
        });
        out.writeBytes(pixels);
        return out.toByteArray();
    }

    /** A chest of 300 mm, whatever the number of slices. */
    private double spacing() {
        return 300.0 / slices;
    }

    private byte[] pixels(int k) {
        byte[] pixels = new byte[SIDE * SIDE * 2];
        Random random = new Random(k);
        double shape = Math.sin(Math.PI * (k + 0.5) / slices);
        for (int j = 0; j < SIDE; j++) {
            for (int i = 0; i < SIDE; i++) {
                int hounsfield = tissue(k, (j - SIDE / 2.0) * PIXEL_MM, (i - SIDE / 2.0) * PIXEL_MM, shape)
                        + random.nextInt(2 * NOISE_HU + 1)
                        - NOISE_HU;
                int at = 2 * (j * SIDE + i);
                pixels[at] = (byte) hounsfield;
                pixels[at + 1] = (byte) (hounsfield >> 8);
            }
        }
        return pixels;
    }

    private int tissue(int k, double y, double x, double shape) {
        if (ellipse(x, y, 165, 110) > 1) return -1000;
        double left = ellipse(x - 75, y, 55 * shape + 1, 80 * shape + 1);
        double right = ellipse(x + 75, y, 55 * shape + 1, 80 * shape + 1);
        if (left > 1 && right > 1) return 40;
        double fromNodule = Math.hypot(Math.hypot(x - 75, y - 20), (k - slices / 2.0) * spacing());
        return fromNodule < 4.5 ? 30 : -860;
    }

    private static double ellipse(double x, double y, double a, double b) {
        return x * x / (a * a) + y * y / (b * b);
    }
}
