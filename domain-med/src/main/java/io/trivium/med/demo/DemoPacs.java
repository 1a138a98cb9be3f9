package io.trivium.med.demo;

import io.trivium.med.dicom.AeTitle;
import io.trivium.med.dicom.Association;
import io.trivium.med.dicom.AssociationLimits;
import io.trivium.med.dicom.DataSet;
import io.trivium.med.dicom.DicomClient;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.HostRange;
import io.trivium.med.dicom.Peer;
import io.trivium.med.dicom.Peer.PeerAddress;
import io.trivium.med.dicom.PresentationContext;
import io.trivium.med.dicom.Requests;
import io.trivium.med.dicom.Requests.Answer;
import io.trivium.med.dicom.Requests.Retrieved;
import io.trivium.med.dicom.Tag;
import io.trivium.med.dicom.Uids;
import io.trivium.med.dicom.Vr;
import io.trivium.med.simulation.CtSeries;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The demo's PACS, seen by a modality: asked what it has, given a study, told to send one on. */
final class DemoPacs implements AutoCloseable {
    private static final int MOST_STUDIES = 1_000;

    private final Peer peer;
    private final AeTitle node;
    private final DicomClient client;

    /**
     * A PACS on this machine.
     *
     * @param node what the PACS knows the node as
     */
    DemoPacs(int port, AeTitle node) {
        this.node = node;
        this.peer = new Peer(
                "orthanc",
                new AeTitle("ORTHANC"),
                "demo",
                List.of(new HostRange("127.0.0.1")),
                Set.of(),
                Optional.of(new PeerAddress("127.0.0.1", port)),
                false,
                Optional.empty());
        this.client = new DicomClient(new AeTitle("PACS"), AssociationLimits.DEFAULTS, Optional.empty());
    }

    /** Its studies of simulated patients, in no order. */
    List<DemoStudy> studies() throws IOException {
        try (Association association = client.open(peer, List.of(new Proposal(Uids.STUDY_ROOT_FIND, Uids.PLAIN)))) {
            List<DataSet> found = Requests.find(
                    association,
                    new DataSet()
                            .text(Tag.RETRIEVE_LEVEL, Vr.CS, "STUDY")
                            .text(Tag.PATIENT_ID, Vr.LO, SimulatedStudy.PATIENT_PREFIX + "*")
                            .text(Tag.STUDY_INSTANCE, Vr.UI, "")
                            .text(Tag.STUDY_DATE, Vr.DA, "")
                            .text(Tag.STUDY_TIME, Vr.TM, "")
                            .text(Tag.MODALITIES_IN_STUDY, Vr.CS, ""),
                    MOST_STUDIES);
            association.release();
            return found.stream().flatMap(each -> DemoStudy.of(each).stream()).toList();
        }
    }

    /** Gives it a study, as a scanner does. */
    void store(SimulatedStudy study) throws IOException {
        Proposal ct = new Proposal(CtSeries.SOP_CLASS, List.of(Uids.EXPLICIT_LITTLE_ENDIAN));
        try (Association association = client.open(peer, List.of(ct))) {
            PresentationContext context = association
                    .context(CtSeries.SOP_CLASS)
                    .orElseThrow(() -> new IOException("the PACS does not take CT images"));
            for (int k = 0; k < study.slices(); k++) {
                String instance = Uids.create();
                Answer answer = Requests.store(
                        association, context, instance, new ByteArrayInputStream(study.slice(instance, k)));
                if (!answer.isDone()) {
                    throw new IOException(String.format("the PACS refused an image with status %04X", answer.status()));
                }
            }
            association.release();
        }
    }

    /** Has it send a study to the node; images that the node has already change nothing there. */
    void forward(String studyInstance) throws IOException {
        try (Association association = client.open(peer, List.of(new Proposal(Uids.STUDY_ROOT_MOVE, Uids.PLAIN)))) {
            Retrieved moved = Requests.move(
                    association,
                    new DataSet()
                            .text(Tag.RETRIEVE_LEVEL, Vr.CS, "STUDY")
                            .text(Tag.STUDY_INSTANCE, Vr.UI, studyInstance),
                    node);
            association.release();
            if (moved.status() != 0 || moved.failed() > 0) {
                throw new IOException(String.format(
                        "the PACS sent %d images to the node and failed with %d (status %04X)",
                        moved.completed(), moved.failed(), moved.status()));
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
