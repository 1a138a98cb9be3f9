package io.trivium.med.processing;

import io.trivium.med.archive.StoredInstance;
import io.trivium.med.dataset.InvalidDataSetException;
import io.trivium.med.detection.NoduleDetector;
import io.trivium.med.detection.NoduleDetector.Progress;
import io.trivium.med.finding.NoduleFinding;
import io.trivium.med.report.DerivedUid;
import io.trivium.med.study.GeometryPolicy;
import io.trivium.med.study.Refusal;
import io.trivium.med.study.Refusal.Reason;
import io.trivium.med.study.SeriesHeaders;
import io.trivium.med.study.SeriesSelectionPolicy;
import io.trivium.med.study.SeriesSelectionPolicy.RefusedSeries;
import io.trivium.med.study.SliceHeader;
import io.trivium.med.study.VolumeAssembler;
import io.trivium.med.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads one study: headers, the series to read, its geometry, its pixels, the detector. Of the series that can be read, the
 * next one is tried where the better one is no regular lattice. Immutable.
 */
final class StudyReading {

    private static final String CT = "1.2.840.10008.5.1.4.1.1.2";
    private static final double HEADERS_DONE = 0.05;
    private static final double PIXELS_DONE = 0.15;
    private static final double DETECTOR_DONE = 0.95;

    private final SeriesSelectionPolicy selection;
    private final GeometryPolicy geometry;

    StudyReading(SeriesSelectionPolicy selection, GeometryPolicy geometry) {
        this.selection = selection;
        this.geometry = geometry;
    }

    /** The outcome of reading a study. */
    sealed interface Outcome {
        /**
         * The study was read.
         *
         * @param slices of the series, in order of the grid
         * @param findings the most probable first; may be empty
         * @param passed refusals of the other series, by their UIDs
         */
        record Read(List<SliceHeader> slices, Volume volume, List<NoduleFinding> findings, Map<String, Refusal> passed)
                implements Outcome {
            String series() {
                return slices.getFirst().seriesInstanceUid();
            }
        }

        /**
         * Nothing of the study could be read.
         *
         * @param ct its CT images, or none if it has none
         * @param passed refusals of all series, by their UIDs
         */
        record Refused(Refusal refusal, List<SliceHeader> ct, Map<String, Refusal> passed) implements Outcome {}
    }

    /**
     * Reads the study.
     *
     * @param tracking makes UIDs of what identifies a nodule here
     * @throws IOException where a file of the archive is gone or cannot be read; bad content is a refusal
     * @throws InterruptedException where the thread was interrupted
     */
    Outcome read(
            List<StoredInstance> instances,
            Function<StoredInstance, Path> files,
            String tracking,
            NoduleDetector detector,
            Progress progress)
            throws IOException, InterruptedException {
        Map<String, Refusal> passed = new LinkedHashMap<>();
        List<SliceHeader> headers = headers(instances, files, passed, progress);
        SeriesSelectionPolicy.Selection selected = selection.select(SeriesHeaders.of(headers));
        for (RefusedSeries refused : selected.refused()) passed.put(refused.seriesInstanceUid(), refused.refusal());
        List<SeriesHeaders> usable = new ArrayList<>();
        selected.chosen().ifPresent(usable::add);
        usable.addAll(selected.passedOver());
        Optional<Refusal> first = Optional.empty();
        for (SeriesHeaders series : usable) {
            if (passed.containsKey(series.seriesInstanceUid())) continue; // one of its files cannot be read
            GeometryPolicy.Result lattice = geometry.check(series);
            switch (lattice) {
                case GeometryPolicy.Result.Refused(Refusal refusal) -> {
                    passed.put(series.seriesInstanceUid(), refusal);
                    first = first.or(() -> Optional.of(refusal));
                }
                case GeometryPolicy.Result.Regular regular -> {
                    progress.at("pixels", HEADERS_DONE);
                    switch (VolumeAssembler.assemble(regular)) {
                        case VolumeAssembler.Result.Refused(Refusal refusal) -> {
                            passed.put(series.seriesInstanceUid(), refusal);
                            first = first.or(() -> Optional.of(refusal));
                        }
                        case VolumeAssembler.Result.Assembled(Volume volume) -> {
                            return new Outcome.Read(
                                    regular.slices(), volume, detect(volume, tracking, detector, progress), passed);
                        }
                    }
                }
            }
        }
        List<SliceHeader> ct =
                headers.stream().filter(slice -> slice.sopClassUid().equals(CT)).toList();
        return new Outcome.Refused(first.orElseGet(() -> summary(passed, ct)), ct, passed);
    }

    private static List<SliceHeader> headers(
            List<StoredInstance> instances,
            Function<StoredInstance, Path> files,
            Map<String, Refusal> passed,
            Progress progress)
            throws IOException, InterruptedException {
        List<SliceHeader> headers = new ArrayList<>();
        for (int i = 0; i < instances.size(); i++) {
            if (Thread.interrupted()) throw new InterruptedException();
            StoredInstance instance = instances.get(i);
            progress.at("headers", HEADERS_DONE * i / instances.size());
            try {
                headers.add(SliceHeader.read(files.apply(instance)));
            } catch (InvalidDataSetException e) {
                passed.put(
                        instance.series(),
                        new Refusal(
                                Reason.UNREADABLE_FILE, "An instance of the series cannot be read: " + e.getMessage()));
            }
        }
        return headers;
    }

    private static List<NoduleFinding> detect(
            Volume volume, String tracking, NoduleDetector detector, Progress progress) throws InterruptedException {
        progress.at("search", PIXELS_DONE);
        return detector.detect(
                volume,
                centre -> DerivedUid.of(
                        "nodule",
                        tracking,
                        String.format(Locale.ROOT, "%.3f %.3f %.3f", centre.x(), centre.y(), centre.z())),
                (stage, share) ->
                        progress.at(stage, PIXELS_DONE + (DETECTOR_DONE - PIXELS_DONE) * Math.clamp(share, 0, 1)));
    }

    /** The refusal of the only CT series, or of all that share one reason; else that there is none to read. */
    private static Refusal summary(Map<String, Refusal> passed, List<SliceHeader> ct) {
        TreeSet<String> series = new TreeSet<>();
        for (SliceHeader slice : ct) series.add(slice.seriesInstanceUid());
        List<Refusal> own = passed.entrySet().stream()
                .filter(each -> series.isEmpty() || series.contains(each.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        if (own.size() == 1
                || (!own.isEmpty()
                        && own.stream().map(Refusal::reason).distinct().count() == 1)) {
            return own.getFirst();
        }
        String codes = String.join(
                ", ",
                own.stream()
                        .map(refusal -> refusal.reason().name())
                        .distinct()
                        .sorted()
                        .toList());
        return new Refusal(
                Reason.NO_SERIES,
                "None of the " + own.size() + " series can be read" + (codes.isEmpty() ? "." : " (" + codes + ")."));
    }
}
