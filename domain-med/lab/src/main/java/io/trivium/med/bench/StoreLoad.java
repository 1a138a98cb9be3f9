package io.trivium.med.bench;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DataSetWriter;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dataset.Vr;
import io.trivium.med.dicom.DicomClient;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.Requests;
import io.trivium.med.dicom.Requests.Answer;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.PresentationContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Sends CT images of 512 x 512 pixels, one series for each association, as fast as they are answered. */
final class StoreLoad {

    private static final String CT = "1.2.840.10008.5.1.4.1.1.2";
    private static final int SIDE = 512;
    private static final byte[] PIXELS = new byte[SIDE * SIDE * 2];

    static {
        new Random(1).nextBytes(PIXELS);
    }

    /** The speed of a run. */
    record Rate(int instances, double seconds) {
        double perSecond() {
            return instances / seconds;
        }
    }

    private StoreLoad() {}

    static Rate run(DicomClient client, Peer peer, int associations, int instances)
            throws IOException, InterruptedException {
        String study = Uids.create();
        List<Association> open = new ArrayList<>();
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < associations; i++) {
                open.add(client.open(peer, List.of(new Proposal(CT, List.of(Uids.EXPLICIT_LITTLE_ENDIAN)))));
            }
            long started = System.nanoTime();
            List<Future<Integer>> all = new ArrayList<>();
            for (Association association : open) {
                Callable<Integer> sender = () -> send(association, study, instances / associations);
                all.add(senders.submit(sender));
            }
            int sent = 0;
            for (Future<Integer> one : all) sent += one.get();
            double seconds = (System.nanoTime() - started) / 1e9;
            for (Association association : open) association.release();
            return new Rate(sent, seconds);
        } catch (ExecutionException e) {
            throw new IOException("a sender failed: " + e.getCause(), e);
        } finally {
            open.forEach(Association::close);
        }
    }

    private static int send(Association association, String study, int count) throws IOException {
        PresentationContext context =
                association.context(CT).orElseThrow(() -> new IOException("the peer does not take CT images"));
        String series = Uids.create();
        for (int i = 0; i < count; i++) {
            String instance = Uids.create();
            Answer answer = Requests.store(association, context, instance, image(study, series, instance, i));
            if (!answer.isDone()) {
                throw new IOException(String.format("an instance was refused with status %04X", answer.status()));
            }
        }
        return count;
    }

    private static InputStream image(String study, String series, String instance, int number) {
        DataSet data = new DataSet()
                .put(Tag.SOP_CLASS_UID, CT)
                .put(Tag.SOP_INSTANCE_UID, instance)
                .put(Tag.STUDY_DATE, "20260101")
                .put(Tag.STUDY_TIME, "120000")
                .put(Tag.ACCESSION_NUMBER, "BENCH")
                .put(Tag.MODALITY, "CT")
                .put(Tag.STUDY_DESCRIPTION, "Benchmark of the store")
                .put(Tag.PATIENT_NAME, "Bench^Mark")
                .put(Tag.PATIENT_ID, "BENCH")
                .put(Tag.STUDY_INSTANCE_UID, study)
                .put(Tag.SERIES_INSTANCE_UID, series)
                .put(Tag.SERIES_NUMBER, "1")
                .put(Tag.INSTANCE_NUMBER, Integer.toString(number + 1))
                .putNumbers(Tag.SAMPLES_PER_PIXEL, Vr.US, 1)
                .put(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                .putNumbers(Tag.ROWS, Vr.US, SIDE)
                .putNumbers(Tag.COLUMNS, Vr.US, SIDE)
                .putNumbers(Tag.BITS_ALLOCATED, Vr.US, 16)
                .putNumbers(Tag.BITS_STORED, Vr.US, 16)
                .putNumbers(Tag.HIGH_BIT, Vr.US, 15)
                .putNumbers(Tag.PIXEL_REPRESENTATION, Vr.US, 1);
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.writeBytes(DataSetWriter.bytes(data));
        int length = PIXELS.length;
        head.writeBytes(new byte[] {
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
        return new SequenceInputStream(new ByteArrayInputStream(head.toByteArray()), new ByteArrayInputStream(PIXELS));
    }
}
