package io.trivium.med.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.dataset.Uids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoStudyListTest {
    private static final LocalDateTime NOW = LocalDateTime.of(2026, 11, 26, 14, 0);

    @TempDir
    Path directory;

    private DemoStudyList list() {
        return new DemoStudyList(directory.resolve("studies.txt"));
    }

    private DemoStudy next() throws IOException {
        return list().next(3, NOW).orElseThrow();
    }

    @Test
    void studiesFollowEachOtherUntilThereAreAsManyAsAreMade() throws IOException {
        for (int number = 1; number <= 3; number++) {
            DemoStudy study = next();
            assertEquals(number, study.number());
            assertTrue(Uids.isUid(study.studyInstance()), study.studyInstance());
            list().sent(study);
            assertEquals(number, list().sent());
        }
        assertEquals(Optional.empty(), list().next(3, NOW));
    }

    @Test
    void aStudyThatWasBegunIsSentAgainAndNotAnotherOne() throws IOException {
        DemoStudy begun = next();
        assertEquals(begun, next());
        assertEquals(0, list().sent());
        list().sent(begun);
        assertEquals(2, next().number());
    }

    @Test
    void aLineThatWasCutOffIsNoStudyAndSpoilsNoOther() throws IOException {
        list().sent(next());
        Path file = directory.resolve("studies.txt");
        Files.writeString(file, Files.readString(file) + "2 2.25.77 2026-11-2");
        DemoStudy second = next();
        assertEquals(2, second.number());
        assertEquals(second, next());
        list().sent(second);
        assertEquals(2, list().sent());
    }
}
