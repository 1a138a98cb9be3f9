package io.trivium.med.demo;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.DicomClient;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.Requests;
import io.trivium.med.dicom.Requests.Answer;
import io.trivium.med.dicom.Requests.Retrieved;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.AssociationLimits;
import io.trivium.med.dicom.association.HostRange;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.Peer.PeerAddress;
import io.trivium.med.dicom.association.PresentationContext;
import io.trivium.med.simulation.CtSeries;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An application on this machine that takes studies, seen by a modality: the hospital's node, or the demo's PACS. */
final class DemoPeer implements AutoCloseable {
    private static final String MODALITY = "PACS";

    private final Peer peer;
    private final DicomClient client;

    DemoPeer(AeTitle title, int port) {
        this.peer = new Peer(
                title.value().toLowerCase(java.util.Locale.ROOT),
                title,
                new TenantId("demo"),
                List.of(new HostRange("127.0.0.1")),
                Set.of(),
                Optional.of(new PeerAddress("127.0.0.1", port)),
                false,
                Optional.empty());
        this.client = new DicomClient(new AeTitle(MODALITY), AssociationLimits.DEFAULTS, Optional.empty());
    }

    /** Sends a study in one association. Images that the peer has already change nothing there. */
    void store(SimulatedStudy study) throws IOException {
        Proposal ct = new Proposal(CtSeries.SOP_CLASS, List.of(Uids.EXPLICIT_LITTLE_ENDIAN));
        try (Association association = client.open(peer, List.of(ct))) {
            PresentationContext context = association
                    .context(CtSeries.SOP_CLASS)
                    .orElseThrow(() -> new IOException(peer.aeTitle() + " does not take CT images"));
            for (int k = 0; k < study.slices(); k++) {
                Answer answer = Requests.store(
                        association, context, study.sopInstance(k), new ByteArrayInputStream(study.slice(k)));
                if (!answer.isDone()) {
                    throw new IOException(
                            String.format("%s refused an image with status %04X", peer.aeTitle(), answer.status()));
                }
            }
            association.release();
        }
    }

    /** Instructs it to send a study to another application. */
    void forward(String studyInstance, AeTitle to) throws IOException {
        try (Association association = client.open(peer, List.of(new Proposal(Uids.STUDY_ROOT_MOVE, Uids.PLAIN)))) {
            Retrieved moved = Requests.move(association, identifier(studyInstance), to);
            association.release();
            if (moved.status() != 0 || moved.failed() > 0) {
                throw new IOException(String.format(
                        "%s sent %d images to %s and failed with %d (status %04X)",
                        peer.aeTitle(), moved.completed(), to, moved.failed(), moved.status()));
            }
        }
    }

    /** Whether it has the node's report and segmentation of a study. */
    boolean hasResults(String studyInstance) throws IOException {
        try (Association association = client.open(peer, List.of(new Proposal(Uids.STUDY_ROOT_FIND, Uids.PLAIN)))) {
            List<DataSet> found =
                    Requests.find(association, identifier(studyInstance).put(Tag.MODALITIES_IN_STUDY, ""), 1);
            association.release();
            return found.stream()
                    .map(study -> study.texts(Tag.MODALITIES_IN_STUDY))
                    .anyMatch(modalities -> modalities.contains("SR") && modalities.contains("SEG"));
        }
    }

    private static DataSet identifier(String studyInstance) {
        return new DataSet().put(Tag.QUERY_RETRIEVE_LEVEL, "STUDY").put(Tag.STUDY_INSTANCE_UID, studyInstance);
    }

    @Override
    public void close() {
        client.close();
    }
}
