package io.trivium.med.processing;

import io.quarkus.runtime.StartupEvent;
import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventIds;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.model.TaskName;
import io.trivium.core.outbox.OutboxRecord;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DicomFile;
import io.trivium.med.dataset.Limits;
import io.trivium.med.dataset.Tag;
import io.trivium.med.detection.NoduleCube;
import io.trivium.med.finding.ModelInput;
import io.trivium.med.finding.NoduleFinding;
import io.trivium.med.privacy.BurnedInGuard;
import io.trivium.med.privacy.Pseudonyms;
import io.trivium.med.processing.StudyReading.Outcome;
import io.trivium.med.study.SliceHeader;
import io.trivium.med.volume.Grid;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Findings as examples to learn from: the cubes and the numbers that the models were given, about a patient's pseudonym, and
 * nothing of the study's header. A slice that may show text stays here ({@link BurnedInGuard}). Thread-safe.
 */
@ApplicationScoped
class LearningExamples {
    private static final Logger LOG = Logger.getLogger(LearningExamples.class);
    private static final String SOURCE = "/med";
    private static final EventCodec CODEC = new EventCodec(ExampleObserved.MAX_BYTES);

    private final LearningConfig config;
    private final @Nullable Pseudonyms pseudonyms;

    LearningExamples(LearningConfig config) {
        this.config = config;
        this.pseudonyms = config.keyFile()
                .map(LearningExamples::read)
                .or(config::key)
                .map(text -> new Pseudonyms(decode(text), config.project()))
                .orElse(null);
    }

    void start(@Observes StartupEvent event) {
        if (pseudonyms == null) {
            LOG.info("findings are not sent to the learning store: there is no key for pseudonyms"
                    + " (platform.med.learning.key-file)");
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "platform.med.learning.key-file: " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static byte[] decode(String text) {
        try {
            return Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_'));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("platform.med.learning.key is not Base64", e);
        }
    }

    /** The events of a study that was read, one for each finding and model; none without a key. */
    List<OutboxRecord> of(TakenRevision taken, Outcome.Read read, String modelVersion) {
        Pseudonyms names = pseudonyms;
        List<OutboxRecord> records = new ArrayList<>();
        if (names == null) return records;
        DataSet header = read.slices().getFirst().attributes();
        String patient = names.patient(header.textOr(Tag.PATIENT_ID, ""), header.textOr(Tag.ISSUER_OF_PATIENT_ID, ""));
        for (NoduleFinding finding : read.findings()) {
            if (finding.inputs().isEmpty() || mayShowText(taken, read, finding)) continue;
            for (ModelInput input : finding.inputs()) {
                try {
                    records.add(record(taken, finding, input, patient, modelVersion));
                } catch (IllegalArgumentException e) {
                    // A study's results must not wait for what is learned from them.
                    LOG.errorf(e, "a finding of %s cannot be learned from: %s", taken.object(), e.getMessage());
                }
            }
        }
        return records;
    }

    private static boolean mayShowText(TakenRevision taken, Outcome.Read read, NoduleFinding finding) {
        Grid grid = read.volume().grid();
        int middle = (int) Math.clamp(Math.round(grid.indexOf(finding.centre()).z()), 0, grid.slices() - 1L);
        SliceHeader slice = read.slices().get(middle);
        try {
            Optional<String> refusal = BurnedInGuard.refusal(
                    DicomFile.read(slice.file(), Limits.OBJECT).dataSet(), slice.transferSyntax());
            refusal.ifPresent(
                    reason -> LOG.infof("a finding of %s is no example to learn from: %s", taken.object(), reason));
            return refusal.isPresent();
        } catch (IOException e) {
            LOG.warnf("a finding of %s is no example to learn from: %s", taken.object(), e.getMessage());
            return true;
        }
    }

    private OutboxRecord record(
            TakenRevision taken, NoduleFinding finding, ModelInput input, String patient, String modelVersion) {
        OptionalDouble malignancy = finding.malignancy();
        String model = switch (input.model()) {
            case SUSPICION -> StudyModels.SUSPICION;
            case RATING -> StudyModels.RATING;
        };
        Double score = switch (input.model()) {
            case SUSPICION -> Double.valueOf(finding.detection());
            case RATING -> malignancy.isPresent() ? malignancy.getAsDouble() : null;
        };
        ExampleObserved example = new ExampleObserved(
                finding.trackingUid(),
                new TaskName(model),
                List.of(
                        ExampleTensor.ofFloats(
                                "cube",
                                List.of(1L, (long) NoduleCube.SLICES, (long) NoduleCube.ROWS, (long)
                                        NoduleCube.COLUMNS),
                                input.cube()),
                        ExampleTensor.ofFloats("features", List.of((long) input.features().length), input.features())),
                taken.completedAt(),
                patient,
                score,
                StudyModels.version(model, modelVersion),
                config.retentionClass());
        // The rating's id has no suffix: it is that of examples sent before the search learned from findings.
        String subject = finding.trackingUid() + (input.model() == ModelInput.Model.SUSPICION ? ":suspicion" : "");
        String id = EventIds.of(taken.tenant(), ExampleObserved.TYPE, subject).toString();
        return new OutboxRecord(
                taken.tenant(),
                ExampleObserved.TOPIC,
                finding.trackingUid().getBytes(StandardCharsets.UTF_8),
                CODEC.encode(EventEnvelope.of(
                        id, SOURCE, finding.trackingUid(), taken.completedAt(), taken.tenant(), example)),
                EventCodec.CONTENT_TYPE,
                null);
    }
}
