package io.trivium.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.check.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {
    private static Finding finding(Finding.Level level) {
        return new Finding("what", level, "found", "remedy");
    }

    @Test
    void endsAsTheWorstFindingSays() {
        Finding good = finding(Finding.Level.GOOD);
        Finding waiting = finding(Finding.Level.WAITING);
        Finding bad = finding(Finding.Level.BAD);
        assertEquals(ExitCode.OK, DoctorCommand.verdict(List.of(good)));
        assertEquals(ExitCode.NOT_READY, DoctorCommand.verdict(List.of(waiting, good)));
        assertEquals(ExitCode.FAILURE, DoctorCommand.verdict(List.of(waiting, bad, good)));
    }
}
