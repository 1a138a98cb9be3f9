package io.trivium.med.bench;

import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.DicomClient;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.Requests;
import io.trivium.med.dicom.Requests.Answer;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.PresentationContext;
import io.trivium.med.simulation.CtSeries;
import io.trivium.med.volume.Point;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A chest CT as a scanner sends it. Used by one thread.
 *
 * <p>It has 512 x 512 pixels, slices of some mm, and two lungs with a nodule of 9 mm. */
final class StudyLoad {

    private static final int SIDE = 512;
    private static final double PIXEL_MM = 0.7;
    private static final int NOISE_HU = 15;

    private final int slices;
    private final CtSeries ct;
    private final List<String> instances = new ArrayList<>();
    private int acknowledged;

    StudyLoad(int slices, String patient) {
        this.slices = slices;
        this.ct = new CtSeries(
                Uids.create(),
                Uids.create(),
                Uids.create(),
                "Bench^Mark",
                patient,
                "BENCH",
                "Chest CT of a benchmark",
                LocalDateTime.of(2026, 1, 1, 12, 0),
                "B40f",
                SIDE,
                SIDE,
                PIXEL_MM,
                spacing());
        for (int k = 0; k < slices; k++) instances.add(Uids.create());
    }

    String study() {
        return ct.studyInstance();
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
        return client.open(node, List.of(new Proposal(CtSeries.SOP_CLASS, List.of(Uids.EXPLICIT_LITTLE_ENDIAN))));
    }

    private void sendRest(Association association) throws IOException {
        PresentationContext context = association
                .context(CtSeries.SOP_CLASS)
                .orElseThrow(() -> new IOException("the node does not take CT images"));
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
        Point first = new Point(-PIXEL_MM * SIDE / 2, -PIXEL_MM * SIDE / 2, k * spacing());
        return ct.slice(instance, k + 1, first, pixels(k), 0);
    }

    /** A chest of 300 mm, whatever the number of slices. */
    private double spacing() {
        return 300.0 / slices;
    }

    private short[] pixels(int k) {
        short[] pixels = new short[SIDE * SIDE];
        Random random = new Random(k);
        double shape = Math.sin(Math.PI * (k + 0.5) / slices);
        for (int j = 0; j < SIDE; j++) {
            for (int i = 0; i < SIDE; i++) {
                pixels[j * SIDE + i] =
                        (short) (tissue(k, (j - SIDE / 2.0) * PIXEL_MM, (i - SIDE / 2.0) * PIXEL_MM, shape)
                                + random.nextInt(2 * NOISE_HU + 1)
                                - NOISE_HU);
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
