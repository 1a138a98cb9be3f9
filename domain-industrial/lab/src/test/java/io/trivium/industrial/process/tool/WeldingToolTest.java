package io.trivium.industrial.process.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeldingToolTest {
    @TempDir
    Path folder;

    private record Result(int code, String output, String errors) {}

    private static Result run(String... arguments) {
        PrintStream output = System.out;
        PrintStream errors = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream failed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(failed, true, StandardCharsets.UTF_8));
        try {
            int code = WeldingTool.run(arguments);
            return new Result(code, printed.toString(StandardCharsets.UTF_8), failed.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(output);
            System.setErr(errors);
        }
    }

    @Test
    void trainsAPolicyThatItsOtherCommandsTake() throws IOException {
        Path policy = folder.resolve("policy.json");
        Result trained = run("train", "--iterations", "2", "--out", policy.toString());
        assertEquals(0, trained.code(), trained.errors());
        Result measured = run("evaluate", "--policy", policy.toString(), "--sampled", "3", "--json");
        assertEquals(0, measured.code(), measured.errors());
        JsonNode report = WeldingTool.JSON.readTree(measured.output());
        assertEquals("submerged arc", report.path("process").asText());
        assertEquals(3, report.path("jobs").size());
        assertEquals(3, report.path("sampled").path("jobs").asInt());
        assertTrue(report.path("heat_gap_percent").isNumber());
    }

    @Test
    void measuresAGivenJobWithTheBundledPolicy() throws IOException {
        Result measured = run(
                "evaluate",
                "--objective",
                "max-speed",
                "--penetration",
                "4..",
                "--height",
                "..2.5",
                "--sampled",
                "1",
                "--json");
        assertEquals(0, measured.code(), measured.errors());
        JsonNode job = WeldingTool.JSON.readTree(measured.output()).path("jobs").path(0);
        assertEquals("MAX_SPEED", job.path("objective").asText());
        assertEquals("mm/s", job.path("unit").asText());
        assertTrue(job.path("all_limits_hold").asBoolean());
    }

    @Test
    void advisesAndAnswersWhatIf() throws IOException {
        Result advised =
                run("advise", "--objective", "min-heat", "--penetration", "4.5..", "--current", "29,430,11,27");
        assertEquals(0, advised.code(), advised.errors());
        JsonNode best =
                WeldingTool.JSON.readTree(advised.output()).path("options").path(0);
        assertTrue(best.path("gain_percent").asDouble() > 0);
        assertTrue(best.path("prediction").path("set_point").path("voltage_v").isNumber());
        Result predicted =
                run("advise", "--objective", "min-heat", "--penetration", "4.5..", "--what-if", "29,400,12,27");
        assertEquals(
                3.96,
                WeldingTool.JSON
                        .readTree(predicted.output())
                        .path("bead")
                        .path("penetration_mm")
                        .asDouble(),
                1e-9);
    }

    @Test
    void comparesWithBayesianOptimisationAsCsvAndPlot() throws IOException {
        Path plot = folder.resolve("regret.svg");
        Result compared = run(
                "regret",
                "--cells",
                "1",
                "--objective",
                "min-heat",
                "--penetration",
                "4.5..",
                "--svg",
                plot.toString());
        assertEquals(0, compared.code(), compared.errors());
        List<String> lines = compared.output().lines().toList();
        assertEquals("job,method,bead,regret_percent_p25,regret_percent_p50,regret_percent_p75", lines.get(0));
        assertEquals(1 + 2 * 31, lines.size());
        String svg = Files.readString(plot);
        assertTrue(svg.startsWith("<svg") && svg.contains("Bayesian optimisation"), svg);
    }

    @Test
    void tunesByChoicesInAFile() throws IOException {
        Path choices = Files.writeString(folder.resolve("choices.jsonl"), """
                {"objective": "MIN_HEAT", "height": "..2.5", "penetration": "4.5..", \
                "chosen": [32, 350, 12, 23], "rejected": [32, 310, 12.5, 22.5]}
                """);
        Path tuned = folder.resolve("tuned.json");
        Result result = run("tune", "--preferences", choices.toString(), "--out", tuned.toString());
        assertEquals(0, result.code(), result.errors());
        assertEquals(
                1, WeldingTool.JSON.readTree(result.output()).path("learned").asInt());
        assertTrue(Files.isRegularFile(tuned));
        Path broken = Files.writeString(folder.resolve("broken.jsonl"), "\n{\"chosen\": [29, 900, 12, 27]}\n");
        assertError(
                "line 2: objective is missing", "tune", "--preferences", broken.toString(), "--out", tuned.toString());
    }

    @Test
    void saysWhatToDoAboutBadOptions() {
        assertError("name what to optimise with --objective", "advise");
        assertError("limits without an objective", "evaluate", "--width", "10..12");
        assertError("outside of 250 to 550 A", "advise", "--objective", "min-heat", "--what-if", "29,900,12,27");
        assertError("not 2 values", "advise", "--objective", "min-heat", "--current", "29,400");
        assertError(
                "no set-point of the process keeps to these limits",
                "evaluate",
                "--objective",
                "min-heat",
                "--width",
                "40..");
        assertError("make a policy with the command train", "evaluate", "--policy", folder + "/none.json");
        assertError("--iterations must be positive", "train", "--out", folder + "/x.json", "--iterations", "0");
        assertError("is no range", "evaluate", "--objective", "min-heat", "--width", "10-12");
        assertError("is none of min-heat", "evaluate", "--objective", "cheap");
    }

    private static void assertError(String reason, String... arguments) {
        Result result = run(arguments);
        assertTrue(result.code() != 0, String.join(" ", arguments));
        assertTrue(result.errors().contains(reason), result.errors());
        assertEquals("", result.output());
    }
}
