package io.trivium.med.processing;

import io.trivium.med.archive.Archive;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dataset.Vr;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.DicomNode;
import io.trivium.med.dicom.InstanceSink.Incoming;
import io.trivium.med.dicom.InstanceSink.Upload;
import io.trivium.med.dicom.Requests;
import io.trivium.med.dicom.Requests.Retrieved;
import io.trivium.med.dicom.StoreRefusedException;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.AssociateRequest.RoleSelection;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.Command;
import io.trivium.med.dicom.association.CommandSet;
import io.trivium.med.dicom.association.Message;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.Status;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Queries peers for earlier CT studies of a patient, and retrieves them into the archive. Thread-safe. */
@ApplicationScoped
class PriorSearch {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT);
    private static final String CT = "1.2.840.10008.5.1.4.1.1.2";
    private static final int MOST_ANSWERS = 200;
    private static final int CHUNK = 64 * 1024;

    /** The classes retrieved by C-GET, which has to name them: images, reports and segmentations. */
    private static final List<String> CLASSES = List.of(
            CT, "1.2.840.10008.5.1.4.1.1.66.4", "1.2.840.10008.5.1.4.1.1.88.33", "1.2.840.10008.5.1.4.1.1.88.34");

    private static final List<String> SYNTAXES = List.of(
            Uids.EXPLICIT_LITTLE_ENDIAN,
            Uids.IMPLICIT_LITTLE_ENDIAN,
            "1.2.840.10008.1.2.4.70",
            "1.2.840.10008.1.2.4.80",
            "1.2.840.10008.1.2.4.90",
            "1.2.840.10008.1.2.5");

    private final DicomNode node;
    private final Archive archive;

    PriorSearch(DicomNode node, Archive archive) {
        this.node = node;
        this.archive = archive;
    }

    /**
     * Whose studies are looked for.
     *
     * @param birthDate empty where it is not known; studies with another one are left out
     * @param studyDate of the present study; empty if it is not known
     */
    record Patient(String id, String birthDate, String studyDate) {}

    /** Earlier CT studies of a patient, the newest first. */
    List<String> find(Peer peer, Patient patient, int days) throws IOException {
        LocalDate until = date(patient.studyDate()).orElseGet(() -> LocalDate.of(9999, 12, 31));
        LocalDate from = patient.studyDate().isEmpty() ? LocalDate.of(1900, 1, 1) : until.minusDays(days);
        try (Association association =
                node.client().open(peer, List.of(new Proposal(Uids.STUDY_ROOT_FIND, Uids.PLAIN)))) {
            List<DataSet> found = Requests.find(
                    association,
                    new DataSet()
                            .put(Tag.QUERY_RETRIEVE_LEVEL, "STUDY")
                            .putUtf8(Tag.STUDY_DATE, Vr.DA, DATE.format(from) + "-" + DATE.format(until))
                            .put(Tag.MODALITIES_IN_STUDY, "CT")
                            .putUtf8(Tag.PATIENT_ID, Vr.LO, patient.id())
                            .put(Tag.PATIENT_BIRTH_DATE, "")
                            .put(Tag.STUDY_INSTANCE_UID, ""),
                    MOST_ANSWERS);
            association.release();
            return found.stream()
                    // Peers match more than they should: an id with wild cards, any modality.
                    .filter(study ->
                            study.text(Tag.PATIENT_ID).map(String::strip).equals(Optional.of(patient.id())))
                    .filter(study -> sameBirthDate(patient, study))
                    .filter(study -> patient.studyDate().isEmpty()
                            || study.text(Tag.STUDY_DATE).orElse("99999999").compareTo(patient.studyDate()) < 0)
                    .filter(study -> study.text(Tag.MODALITIES_IN_STUDY)
                            .map(all -> all.contains("CT"))
                            .orElse(true))
                    .sorted(Comparator.comparing((DataSet study) ->
                                    study.text(Tag.STUDY_DATE).orElse(""))
                            .reversed())
                    .flatMap(study -> study.uid(Tag.STUDY_INSTANCE_UID).stream())
                    .toList();
        }
    }

    private static boolean sameBirthDate(Patient patient, DataSet study) {
        String other = study.text(Tag.PATIENT_BIRTH_DATE).map(String::strip).orElse("");
        return patient.birthDate().isEmpty()
                || other.isEmpty()
                || patient.birthDate().equals(other);
    }

    private static Optional<LocalDate> date(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(text, DATE));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * Retrieves a study; its instances come in as any others do.
     *
     * @return how many the peer says it sent
     */
    int retrieve(Peer peer, String study, PriorsConfig.Retrieval retrieval) throws IOException {
        DataSet identifier =
                new DataSet().put(Tag.QUERY_RETRIEVE_LEVEL, "STUDY").putUtf8(Tag.STUDY_INSTANCE_UID, Vr.UI, study);
        Retrieved retrieved = switch (retrieval) {
            case GET -> get(peer, identifier);
            case MOVE -> move(peer, identifier);
        };
        if (!Status.isDone(retrieved.status()) || retrieved.failed() > 0) {
            throw new IOException(String.format(
                    "peer %s ended with status %04X, %d sent, %d failed",
                    peer.name(), retrieved.status(), retrieved.completed(), retrieved.failed()));
        }
        return retrieved.completed();
    }

    private Retrieved move(Peer peer, DataSet identifier) throws IOException {
        AeTitle own = node.aeTitle();
        try (Association association =
                node.client().open(peer, List.of(new Proposal(Uids.STUDY_ROOT_MOVE, Uids.PLAIN)))) {
            Retrieved retrieved = Requests.move(association, identifier, own);
            association.release();
            return retrieved;
        }
    }

    private Retrieved get(Peer peer, DataSet identifier) throws IOException {
        List<Proposal> proposals = new ArrayList<>(List.of(new Proposal(Uids.STUDY_ROOT_GET, Uids.PLAIN)));
        List<RoleSelection> roles = new ArrayList<>();
        for (String sopClass : CLASSES) {
            for (String syntax : sopClass.equals(CT) ? SYNTAXES : SYNTAXES.subList(0, 2)) {
                proposals.add(new Proposal(sopClass, List.of(syntax)));
            }
            roles.add(new RoleSelection(sopClass, false, true));
        }
        UUID id = UUID.randomUUID();
        try (Association association = node.client().open(peer, proposals, roles)) {
            Retrieved retrieved = Requests.get(association, identifier, message -> store(peer, id, message));
            association.release();
            return retrieved;
        } finally {
            archive.ended(id);
        }
    }

    private CommandSet store(Peer peer, UUID id, Message message) throws IOException {
        CommandSet request = message.command();
        String sopInstance = request.text(Command.AFFECTED_SOP_INSTANCE).orElse("");
        if (!Uids.isUid(sopInstance)) return CommandSet.response(request, Status.INVALID_INSTANCE);
        Incoming incoming = new Incoming(
                peer.tenant(),
                message.context().abstractSyntax(),
                sopInstance,
                message.context().transferSyntax(),
                peer.aeTitle().value(),
                Optional.empty(),
                id);
        try (Upload upload = archive.begin(incoming)) {
            byte[] chunk = new byte[CHUNK];
            int count = message.data().read(chunk, 0, CHUNK);
            while (count >= 0) {
                upload.write(chunk, 0, count);
                count = message.data().read(chunk, 0, CHUNK);
            }
            return CommandSet.response(request, upload.finish().status());
        } catch (StoreRefusedException e) {
            return CommandSet.response(request, e.status());
        }
    }
}
