package io.trivium.med.processing;

import io.trivium.core.fault.FaultPoint;
import io.trivium.core.inference.InferenceException;
import io.trivium.core.sql.SqlFailure;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.archive.StoredFiles;
import io.trivium.med.archive.StoredInstance;
import io.trivium.med.delivery.Deliveries;
import io.trivium.med.delivery.Destination;
import io.trivium.med.delivery.DestinationList;
import io.trivium.med.detection.NoduleDetector.Progress;
import io.trivium.med.patient.CurrentPatient;
import io.trivium.med.processing.RevisionRecorder.Ending;
import io.trivium.med.processing.RevisionRecorder.Kept;
import io.trivium.med.processing.RevisionRecorder.LostRevisionException;
import io.trivium.med.processing.StudyDetections.Detection;
import io.trivium.med.processing.StudyReading.Outcome;
import io.trivium.med.report.ImagingOrder;
import io.trivium.med.report.ResultContext;
import io.trivium.med.study.GeometryPolicy;
import io.trivium.med.study.SeriesSelectionPolicy;
import io.trivium.med.study.SliceHeader;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Reads one revision from its rows and files to its recorded result, or gives it back. Thread-safe. */
@ApplicationScoped
class RevisionReader {

    private static final Logger LOG = Logger.getLogger(RevisionReader.class);

    private final StudyRevisions revisions;
    private final StudyInstances instances;
    private final RevisionItems items;
    private final StoredFiles files;
    private final StudyDetections detections;
    private final ResultStore results;
    private final RevisionRecorder recorder;
    private final DestinationList destinations;
    private final TenantTransactions transactions;
    private final ProcessingConfig config;
    private final ResultWriting writing;
    private final StudyReading reading = new StudyReading(SeriesSelectionPolicy.DEFAULT, GeometryPolicy.DEFAULT);

    RevisionReader(
            StudyRevisions revisions,
            StudyInstances instances,
            RevisionItems items,
            StoredFiles files,
            StudyDetections detections,
            ResultStore results,
            RevisionRecorder recorder,
            DestinationList destinations,
            TenantTransactions transactions,
            ProcessingConfig config) {
        this.revisions = revisions;
        this.instances = instances;
        this.items = items;
        this.files = files;
        this.detections = detections;
        this.results = results;
        this.recorder = recorder;
        this.destinations = destinations;
        this.transactions = transactions;
        this.config = config;
        this.writing = new ResultWriting(config);
    }

    /**
     * The result of an attempt.
     *
     * @param outcome read, refused, failed, repeated (given back) or lost
     * @param reason code; empty if it was read
     */
    record Attempt(String outcome, String reason) {}

    /** Announces that a revision waits. If this fails, it is done when the revision is read. */
    void schedule(TakenRevision revision) {
        try {
            items.schedule(revision, instances.of(revision.tenant(), revision.study()));
        } catch (IOException | RuntimeException e) {
            LOG.warnf("the work item of %s comes later: %s", revision.object(), e.getMessage());
        }
    }

    /**
     * Makes one attempt. Every failure of the study or its environment is recorded in the revision's row.
     *
     * @throws InterruptedException where the thread was interrupted; the revision was given back
     */
    Attempt read(TakenRevision taken, Progress progress) throws InterruptedException {
        try {
            if (taken.attempt() > config.attempts()) {
                return end(
                        taken,
                        Ending.without(
                                "failed",
                                "NODE_ENDED",
                                "The node ended " + config.attempts()
                                        + " times while it read the study; look at its log and memory, then retry."));
            }
            return end(taken, attempt(taken, progress));
        } catch (InterruptedException e) {
            revisions.giveBack(taken, Duration.ZERO, "NODE_STOPPED", "The node was stopped while it read the study.");
            throw e;
        } catch (LostRevisionException e) {
            LOG.warn(e.getMessage());
            return new Attempt("lost", "LEASE_LOST");
        } catch (IOException | RuntimeException e) {
            if (Thread.interrupted()) {
                revisions.giveBack(taken, Duration.ZERO, "NODE_STOPPED", "The node was stopped while it read it.");
                throw new InterruptedException();
            }
            return repeat(taken, e);
        }
    }

    private Attempt end(TakenRevision taken, Ending wanted) {
        FaultPoint.pass("med.results.written");
        Ending ending = recorder.record(taken, wanted);
        return new Attempt(ending.outcome(), ending.reasonCode() == null ? "" : ending.reasonCode());
    }

    private Ending attempt(TakenRevision taken, Progress progress) throws IOException, InterruptedException {
        List<StoredInstance> held = instances.of(taken.tenant(), taken.study());
        if (!hash(held).equals(taken.instanceSet())) {
            return Ending.without(
                    "refused",
                    StudyRevisions.SUPERSEDED,
                    "More instances came before it was read; the next revision holds them.");
        }
        items.schedule(taken, held);
        if (!items.claim(taken)) {
            return Ending.without(
                    "refused", "CLAIMED_ELSEWHERE", "The study's work item was claimed or cancelled by another user.");
        }
        Detection detection = detections.begin(taken.tenant());
        Outcome outcome = reading.read(
                held,
                instance -> files.path(taken.tenant(), instance.sha256()),
                taken.study() + " " + taken.instanceSet(),
                detection.detector(),
                progress);
        progress.at("write", 0.95);
        return switch (outcome) {
            case Outcome.Read read -> read(taken, read, detection.version());
            case Outcome.Refused refused -> refused(taken, refused);
        };
    }

    private Ending read(TakenRevision taken, Outcome.Read read, String version) throws IOException {
        ResultContext context = writing.context(taken, version, current(taken, read.slices()));
        Optional<ImagingOrder> order = order(taken);
        List<ResultObject> objects = writing.objects(context, read, destinations.roles(taken.tenant()));
        return new Ending(
                "done",
                null,
                null,
                read.series(),
                version,
                read,
                keep(taken, objects),
                planned(taken, objects, destination -> writing.message(destination, context, read, order)));
    }

    private Ending refused(TakenRevision taken, Outcome.Refused refused) throws IOException {
        String code = refused.refusal().reason().name();
        String sentence = refused.refusal().sentence();
        if (!config.notProcessedReport() || refused.ct().isEmpty()) return Ending.without("refused", code, sentence);
        ResultContext context = writing.context(taken, ResultWriting.NO_MODEL, current(taken, refused.ct()));
        Optional<ImagingOrder> order = order(taken);
        List<ResultObject> objects = List.of(ResultWriting.notProcessed(context, refused.refusal()));
        return new Ending(
                "refused",
                code,
                sentence,
                null,
                null,
                null,
                keep(taken, objects),
                planned(
                        taken,
                        objects,
                        destination -> writing.message(destination, context, refused.refusal(), order)));
    }

    private List<Kept> keep(TakenRevision taken, List<ResultObject> objects) throws IOException {
        List<Kept> kept = new ArrayList<>();
        for (ResultObject object : objects) kept.add(new Kept(object, results.store(taken.tenant(), object)));
        return kept;
    }

    private List<Deliveries.Planned> planned(
            TakenRevision taken, List<ResultObject> objects, Function<Destination, Optional<String>> messages) {
        List<Deliveries.Planned> planned = new ArrayList<>();
        for (Destination destination : destinations.of(taken.tenant())) {
            for (ResultObject object : objects) {
                if (destination.wants(object.role())) {
                    planned.add(new Deliveries.Planned(
                            destination, object.sopInstance(), object.role(), messages.apply(destination)));
                }
            }
        }
        return planned;
    }

    /** The sources, with the patient's data of now in the first one, where results take them from. */
    private List<SliceHeader> current(TakenRevision taken, List<SliceHeader> sources) {
        Optional<CurrentPatient> patient =
                transactions.withConnection(taken.tenant(), connection -> CurrentPatient.of(connection, taken.study()));
        if (patient.isEmpty()) return sources;
        SliceHeader first = sources.getFirst();
        List<SliceHeader> current = new ArrayList<>(sources);
        current.set(
                0,
                new SliceHeader(
                        first.file(),
                        first.transferSyntax(),
                        patient.orElseThrow().in(first.attributes())));
        return current;
    }

    private Optional<ImagingOrder> order(TakenRevision taken) {
        return transactions.withConnection(
                taken.tenant(),
                connection -> StoredOrder.of(connection, taken.study()).map(StoredOrder::order));
    }

    private Attempt repeat(TakenRevision taken, Exception failure) {
        String code = code(failure);
        String reason = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        if (taken.attempt() >= config.attempts()) {
            LOG.errorf(failure, "%s failed at its last attempt", taken.object());
            return end(
                    taken,
                    Ending.without(
                            "failed",
                            code,
                            reason + " Given up after " + taken.attempt() + " attempts; retry it once it is mended."));
        }
        LOG.warnf(
                failure instanceof InferenceException || failure instanceof IOException ? null : failure,
                "attempt %d at %s failed: %s",
                taken.attempt(),
                taken.object(),
                reason);
        revisions.giveBack(taken, pause(taken.attempt()), code, reason);
        return new Attempt("repeated", code);
    }

    private static String code(Exception failure) {
        return switch (failure) {
            case InferenceException inference ->
                inference.error().code().toUpperCase(Locale.ROOT).replace('-', '_');
            case IOException ignored -> "ARCHIVE_FAILED";
            case SqlFailure ignored -> "DATABASE_FAILED";
            default -> "INTERNAL_FAULT";
        };
    }

    Duration pause(int failed) {
        Duration pause = config.shortestPause();
        for (int i = 1; i < failed && pause.compareTo(config.longestPause()) < 0; i++) pause = pause.multipliedBy(2);
        return pause.compareTo(config.longestPause()) < 0 ? pause : config.longestPause();
    }

    /** As {@link StudyInstances} has the database compute it. */
    static String hash(List<StoredInstance> instances) {
        List<String> lines = instances.stream()
                .sorted(Comparator.comparing(StoredInstance::sopInstance))
                .map(instance -> instance.sopInstance() + " " + instance.sha256())
                .toList();
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(digest.digest(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
