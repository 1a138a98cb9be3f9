package io.trivium.med.processing;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dataset.Vr;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.DicomNode;
import io.trivium.med.dicom.Requests;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.processing.StudyWatch.Study;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jboss.logging.Logger;

/**
 * Queries the sender of a study for its number of instances there (0020,1208). The answer is a hint: without one, the
 * quiet time decides. Thread-safe.
 */
@ApplicationScoped
class StudyCounts {

    private static final Logger LOG = Logger.getLogger(StudyCounts.class);

    private final DicomNode node;
    private final Set<String> asked;

    StudyCounts(DicomNode node, ProcessingConfig config) {
        this.node = node;
        this.asked = config.countPeers().orElse(Set.of());
    }

    /** Sends the query without waiting; {@code answer} is called if there is an answer. */
    void ask(Study study, String source, IntConsumer answer) {
        Optional<Peer> peer = node.access().peers().stream()
                .filter(each -> asked.contains(each.name())
                        && each.aeTitle().value().equals(source)
                        && each.tenant().equals(study.tenant())
                        && each.address().isPresent())
                .findFirst();
        if (peer.isEmpty()) return;
        Thread _ = Thread.ofVirtual().name("study-count").start(() -> {
            try {
                count(peer.orElseThrow(), study.uid()).ifPresent(answer::accept);
            } catch (IOException e) {
                LOG.infof(
                        "peer %s did not say how many instances a study has: %s",
                        peer.orElseThrow().name(), e.getMessage());
            }
        });
    }

    private Optional<Integer> count(Peer peer, StudyInstanceUid study) throws IOException {
        try (Association association =
                node.client().open(peer, List.of(new Proposal(Uids.STUDY_ROOT_FIND, Uids.PLAIN)))) {
            List<DataSet> found = Requests.find(
                    association,
                    new DataSet()
                            .put(Tag.QUERY_RETRIEVE_LEVEL, "STUDY")
                            .putUtf8(Tag.STUDY_INSTANCE_UID, Vr.UI, study.value())
                            .put(Tag.NUMBER_OF_STUDY_RELATED_INSTANCES, ""),
                    1);
            association.release();
            return found.stream()
                    .flatMap(answer -> answer.text(Tag.NUMBER_OF_STUDY_RELATED_INSTANCES).stream())
                    .filter(text -> text.strip().matches("\\d{1,6}"))
                    .map(text -> Integer.parseInt(text.strip()))
                    .findFirst();
        }
    }
}
