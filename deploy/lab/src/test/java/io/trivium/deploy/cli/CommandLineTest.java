package io.trivium.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.cli.option.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Exit codes and streams, with the program run in this JVM. */
@Isolated("replaces the standard streams")
class CommandLineTest {
    @TempDir
    Path directory = Path.of(".");

    private record Result(int code, String data, String talk) {}

    private static Result run(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        ByteArrayOutputStream talk = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(data, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(talk, true, StandardCharsets.UTF_8));
            int code = Trivium.run(arguments);
            return new Result(code, data.toString(StandardCharsets.UTF_8), talk.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    @Test
    void statusOfAPlatformThatIsDownIsNotReady() {
        Result result = run("status", "--data-dir", directory.resolve("none").toString(), "--json");
        assertEquals(3, result.code());
        assertTrue(result.data().contains("\"state\" : \"down\""));
        assertFalse(Files.exists(directory.resolve("none")));
    }

    @Test
    void anUnknownCommandIsWrongUsage() {
        Result result = run("nonsense");
        assertEquals(2, result.code());
        assertEquals("", result.data());
    }

    @Test
    void everyCommandExplainsItselfWhenAsked() {
        for (String[] command : new String[][] {
            {},
            {"up"},
            {"bench"},
            {"bench", "runtime"},
            {"bench", "compare"},
            {"bench", "industrial-faults"},
            {"deadletter", "replay"},
            {"audit", "verify"},
            {"value"},
            {"backup"},
            {"restore"},
            {"checksums"},
            {"train", "federate"}
        }) {
            String[] asked = Arrays.copyOf(command, command.length + 1);
            asked[command.length] = "--help";
            Result result = run(asked);
            assertEquals(0, result.code(), String.join(" ", asked));
            assertTrue(result.data().startsWith("Usage: ./trivium"), result.data());
        }
    }

    @Test
    void aForeignDirectoryIsRefusedInOneSentence() throws Exception {
        Files.writeString(directory.resolve("thesis.txt"), "mine");
        Result result = run("up", "--data-dir", directory.toString());
        assertEquals(4, result.code());
        assertEquals(1, result.talk().lines().count());
        assertTrue(result.talk().contains("--data-dir"));
    }

    @Test
    void optionsMayComeBeforeTheCommand() {
        assertEquals(
                3,
                run("--data-dir", directory.resolve("none").toString(), "status")
                        .code());
    }

    @Test
    void benchAsksWhatToMeasure() {
        Result result = run("bench");
        assertEquals(2, result.code());
        assertTrue(result.talk().contains("./trivium bench faults"));
        assertTrue(result.talk().contains("./trivium bench industrial-faults"));
        assertTrue(result.talk().contains("./trivium bench runtime"));
    }

    @Test
    void comparisonsNeedABaseAndARoundOfKnownParts() {
        assertEquals(2, run("bench", "compare").code());
        String target = directory.toString();
        Result rounds = run("bench", "compare", "--base", "HEAD", "--rounds", "0", "--data-dir", target);
        assertEquals(2, rounds.code());
        assertTrue(rounds.talk().contains("1 to 20"), rounds.talk());
        Result part = run("bench", "compare", "--base", "HEAD", "--only", "coffee", "--data-dir", target);
        assertEquals(2, part.code());
        assertTrue(part.talk().contains("payments"), part.talk());
        Result revision = run("bench", "compare", "--base", "--all", "--data-dir", target);
        assertEquals(4, revision.code());
        assertTrue(revision.talk().contains("is no revision"), revision.talk());
    }

    @Test
    void faultsNeedARound() {
        Result result = run("bench", "faults", "--rounds", "0", "--data-dir", directory.toString());
        assertEquals(2, result.code());
        assertTrue(result.talk().contains("at least one round"));
    }

    @Test
    void theFactorysFaultsNeedARound() {
        Result result = run("bench", "industrial-faults", "--rounds", "0", "--data-dir", directory.toString());
        assertEquals(2, result.code());
        assertTrue(result.talk().contains("1 to 1000 rounds"), result.talk());
    }

    @Test
    void anUnknownSabotageIsAnsweredWithThoseThereAre() {
        Result plant = run("bench", "industrial-faults", "--sabotage", "x", "--data-dir", directory.toString());
        assertEquals(2, plant.code());
        assertTrue(plant.talk().contains("reading-lost"), plant.talk());
        Result hospital = run("bench", "med-faults", "--sabotage", "x", "--data-dir", directory.toString());
        assertEquals(2, hospital.code());
        assertTrue(hospital.talk().contains("result-doubled"), hospital.talk());
    }

    @Test
    void downIsFineWhenNothingRuns() {
        Result result = run("down", "--data-dir", directory.resolve("none").toString());
        assertEquals(0, result.code());
        assertTrue(result.talk().contains("Nothing runs"));
    }

    @Test
    void deadLettersNeedARunningPlatform() {
        Result result = run(
                "deadletter", "list", "--data-dir", directory.resolve("none").toString());
        assertEquals(3, result.code());
        assertTrue(result.talk().contains("./trivium up"));
    }

    @Test
    void paintsOnlyOnATerminalThatAllowsIt() {
        assertTrue(Terminal.of(Map.of("TRIVIUM_STDERR_TTY", "1")).colour());
        assertFalse(
                Terminal.of(Map.of("TRIVIUM_STDERR_TTY", "1", "NO_COLOR", "1")).colour());
        assertFalse(Terminal.of(Map.of("TRIVIUM_STDERR_TTY", "0")).colour());
    }
}
