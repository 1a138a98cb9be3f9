package io.trivium.med.demo;

import io.trivium.med.dataset.Uids;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The studies that the demo has begun and sent, in a file with a line for each step. A study is written down before the first of
 * its images is sent, so that after a failure the same study is sent again and not another one. Used by one process at a time.
 */
final class DemoStudyList {
    private final Path file;

    DemoStudyList(Path file) {
        this.file = file;
    }

    private NavigableMap<Integer, DemoStudy> studies() throws IOException {
        NavigableMap<Integer, DemoStudy> studies = new TreeMap<>();
        if (!Files.exists(file)) return studies;
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            DemoStudy.of(line).ifPresent(study -> studies.put(study.number(), study));
        }
        return studies;
    }

    /** Studies that the node has. */
    int sent() throws IOException {
        return (int) studies().values().stream().filter(DemoStudy::sent).count();
    }

    /**
     * The study to send: one that was begun before, or the next one; empty when there are {@code most}.
     */
    Optional<DemoStudy> next(int most, LocalDateTime now) throws IOException {
        NavigableMap<Integer, DemoStudy> studies = studies();
        Optional<DemoStudy> begun =
                studies.values().stream().filter(study -> !study.sent()).findFirst();
        if (begun.isPresent() || studies.size() >= most) return begun;
        int number = studies.isEmpty() ? 1 : studies.lastKey() + 1;
        DemoStudy study = new DemoStudy(number, Uids.create(), SimulatedStudy.acquired(number, now), false);
        append(study);
        return Optional.of(study);
    }

    void sent(DemoStudy study) throws IOException {
        append(study.asSent());
    }

    private void append(DemoStudy study) throws IOException {
        // A line that was cut off by a failure ends here, and is not taken for a part of this one.
        String start = Files.exists(file) && !endsWithLine() ? "\n" : "";
        Files.writeString(
                file,
                start + study.line() + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private boolean endsWithLine() throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        return text.isEmpty() || text.endsWith("\n");
    }
}
