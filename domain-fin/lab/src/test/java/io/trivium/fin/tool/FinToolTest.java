package io.trivium.fin.tool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tensor.Safetensors;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.fin.evaluation.DatasetFile;
import io.trivium.fin.evaluation.RowHash;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.replay.AuthorizationArchive;
import io.trivium.fin.replay.RecordedAuthorization;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FinToolTest {
    @TempDir
    private static Path shared;

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream results = new ByteArrayOutputStream();
    private final ByteArrayOutputStream words = new ByteArrayOutputStream();
    private Terminal terminal = Terminal.system();

    /** Sixty simulated days from 2026-01-01. */
    @BeforeAll
    static void generate() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        int exit = FinTool.commandLine(new Terminal(nowhere, nowhere))
                .execute(
                        "generate",
                        "--out",
                        data(),
                        "--days",
                        "60",
                        "--seed",
                        "3",
                        "--cards",
                        "1500",
                        "--terminals",
                        "300");
        assertEquals(0, exit);
    }

    @BeforeEach
    void connectTerminal() {
        terminal = new Terminal(
                new PrintStream(results, true, StandardCharsets.UTF_8),
                new PrintStream(words, true, StandardCharsets.UTF_8));
    }

    @Test
    void datasetHoldsFeaturesLabelsAndHashesOfTheDays() throws IOException {
        Path file = directory.resolve("d.safetensors");
        JsonNode printed =
                json(run("dataset", "--data", data(), "--days", "2026-02-10..2026-02-12", "--out", file.toString()));

        List<RecordedAuthorization> rows = new ArrayList<>();
        for (int day = 10; day <= 12; day++) {
            AuthorizationArchive.open(shared.resolve("data")).read(LocalDate.of(2026, 2, day), rows::add);
        }
        assertEquals(rows.size(), printed.get("rows").asInt());
        try (Safetensors tensors = Safetensors.open(file)) {
            assertArrayEquals(
                    new long[] {rows.size(), FeatureSet.COUNT},
                    tensors.tensor("features").shape());
            assertArrayEquals(
                    rows.stream().mapToLong(RowHash::of).toArray(),
                    tensors.tensor("rowhash").toLongs());
            assertEquals(
                    rows.getFirst().amount().floatValue(),
                    tensors.tensor("features").toFloats()[0]);
            assertEquals("2026-02-10", tensors.metadata().get("data.from"));
            assertEquals("data", tensors.metadata().get("data.name"));
        }
    }

    @Test
    void datasetOfHistoriesHoldsTheEventsAndTheirTimes() throws IOException {
        Path file = directory.resolve("h.safetensors");
        run("dataset", "--data", data(), "--days", "2026-02-10", "--out", file.toString(), "--histories");
        List<RecordedAuthorization> rows = new ArrayList<>();
        AuthorizationArchive.open(shared.resolve("data")).read(LocalDate.of(2026, 2, 10), rows::add);
        try (Safetensors tensors = Safetensors.open(file)) {
            assertArrayEquals(
                    rows.stream()
                            .mapToLong(row -> row.occurredAt().getEpochSecond())
                            .toArray(),
                    tensors.tensor("second").toLongs());
            assertArrayEquals(
                    rows.stream().mapToLong(RecordedAuthorization::scenario).toArray(),
                    tensors.tensor("scenario").toLongs());
            assertArrayEquals(
                    new long[] {rows.size(), 41}, tensors.tensor("event").shape());
            float[] events = tensors.tensor("event").toFloats();
            assertEquals(Math.log1p(rows.getFirst().amount().doubleValue()), events[0], 1e-5);
            for (int i = 9; i < 25; i++) assertEquals(1, Math.abs(events[i]), "a merchant's signature");
        }
    }

    @Test
    void aSpecificationNamesTheFeaturesThatAreWritten() throws IOException {
        Path file = directory.resolve("two.safetensors");
        Path spec = Files.writeString(
                directory.resolve("two.yaml"),
                "inputs:\n  - {name: events}\n  - name: features\n    columns: [HOUR, TX_AMOUNT]\n");
        run("dataset", "--data", data(), "--days", "2026-02-10", "--out", file.toString(), "--spec", spec.toString());
        RecordedAuthorization[] first = new RecordedAuthorization[1];
        AuthorizationArchive.open(shared.resolve("data"))
                .read(LocalDate.of(2026, 2, 10), row -> first[0] = first[0] == null ? row : first[0]);
        try (Safetensors tensors = Safetensors.open(file)) {
            assertEquals(2, tensors.tensor("features").shape()[1]);
            assertEquals(
                    first[0].amount().floatValue(), tensors.tensor("features").toFloats()[1]);
            assertEquals("HOUR,TX_AMOUNT", tensors.metadata().get("feature.names"));
        }

        Files.writeString(spec, "inputs:\n  - {name: features, columns: [SHOE_SIZE]}\n");
        assertEquals(
                1,
                execute(
                        List.of("dataset", "--data", data(), "--days", "2026-02-10"),
                        "--out",
                        file.toString(),
                        "--spec",
                        spec.toString()));
        assertTrue(words.toString(StandardCharsets.UTF_8).contains("SHOE_SIZE is no feature"));
    }

    @Test
    void theSplitLeavesOutKnownCards() throws IOException {
        Path train = directory.resolve("train.safetensors");
        Path test = directory.resolve("test.safetensors");
        JsonNode printed = json(run(
                "dataset",
                "--data",
                data(),
                "--train",
                "2026-02-08..2026-02-14",
                "--out",
                train.toString(),
                "--test",
                "2026-02-22..2026-02-28",
                "--test-out",
                test.toString()));
        try (Safetensors tensors = Safetensors.open(test)) {
            assertEquals(
                    printed.get("test_rows").asInt(), tensors.tensor("label").size());
            assertTrue(Integer.parseInt(tensors.metadata().get("data.excluded")) > 0);
        }
    }

    @Test
    void metricsOfAPerfectScorerReachTheCeiling() throws IOException {
        Path dataset = directory.resolve("d.safetensors");
        run("dataset", "--data", data(), "--days", "2026-02-10..2026-02-16", "--out", dataset.toString());
        boolean[] fraud = DatasetFile.readTruth(dataset).fraud();
        float[] scores = new float[fraud.length];
        for (int i = 0; i < scores.length; i++) scores[i] = fraud[i] ? 0.9f : 0.1f;
        Path file = directory.resolve("s.safetensors");
        new SafetensorsWriter()
                .add("score", new long[] {scores.length, 1}, scores)
                .write(file);
        results.reset();

        JsonNode printed = json(run("metrics", "--scores", file.toString(), "--dataset", dataset.toString()));
        assertEquals(1.0, printed.get("auc").asDouble());
        assertEquals(1.0, printed.get("average_precision").asDouble());
        assertEquals(
                printed.get("card_precision_100_ceiling").asDouble(),
                printed.get("card_precision_100").asDouble());
        assertEquals(scores.length, printed.get("rows").asInt());
    }

    @Test
    void trainingRowsAreFoundWhateverTheirSign() throws IOException {
        Files.write(
                directory.resolve("training-rows.bin"),
                ByteBuffer.allocate(16).putLong(5).putLong(-3).array());
        assertArrayEquals(new long[] {-3, 5}, DatasetFile.readTrainingRows(directory));
    }

    @Test
    void faultsAreOneSentenceAndAnExitCode() {
        assertEquals(
                1,
                FinTool.commandLine(terminal)
                        .execute("dataset", "--data", "/nowhere", "--days", "2026-01-01", "--out", "x"));
        assertEquals(
                "/nowhere: no such directory",
                words.toString(StandardCharsets.UTF_8).strip());

        words.reset();
        assertEquals(
                1,
                FinTool.commandLine(terminal)
                        .execute("dataset", "--data", data(), "--days", "2026-01-15", "--out", "x"));
        assertTrue(words.toString(StandardCharsets.UTF_8).contains("the first is 2025-12-09"));

        words.reset();
        assertEquals(
                1,
                FinTool.commandLine(terminal)
                        .execute(
                                "evaluate",
                                "--data",
                                data(),
                                "--test",
                                "2026-02-22..2026-02-28",
                                "--runtime-classpath",
                                "x",
                                "--pack",
                                directory.toString()));
        assertTrue(words.toString(StandardCharsets.UTF_8).contains("no model pack there, manifest.json is missing"));
        assertEquals(0, results.size());
    }

    @Test
    void aTrainingCanOnlyBeginWithAPack() throws IOException {
        Path start = Files.createDirectory(directory.resolve("start"));
        Path spec = Files.writeString(directory.resolve("spec.yaml"), "task: toy");
        List<String> evaluate = List.of(
                "evaluate",
                "--data",
                data(),
                "--test",
                "2026-02-22..2026-02-28",
                "--runtime-classpath",
                "x",
                "--spec",
                spec.toString(),
                "--from",
                start.toString());
        assertEquals(1, execute(evaluate, "--train", "2026-02-08..2026-02-14"));
        assertTrue(words.toString(StandardCharsets.UTF_8).contains("no model pack there, manifest.json is missing"));

        words.reset();
        Files.writeString(start.resolve("manifest.json"), "{\"name\": \"toy\", \"version\": \"1\"}");
        assertEquals(1, execute(evaluate, "--pack", start.toString()));
        assertEquals(
                "--from is where a training begins: it needs --train",
                words.toString(StandardCharsets.UTF_8).strip());
    }

    @Test
    void theDaysWithoutLabelsCannotBeFewerThanNone() throws IOException {
        Path spec = Files.writeString(directory.resolve("spec.yaml"), "task: toy");
        List<String> train = List.of(
                "train",
                "--data",
                data(),
                "--train",
                "2026-02-08..2026-02-14",
                "--runtime-classpath",
                "x",
                "--spec",
                spec.toString(),
                "--out",
                directory.resolve("pack").toString(),
                "--model-version",
                "1");
        assertEquals(1, execute(train, "--unlabelled-days", "-1"));
        assertEquals(
                "--unlabelled-days is negative: -1",
                words.toString(StandardCharsets.UTF_8).strip());
    }

    @Test
    void theProtocolsTakeTheirOwnDays() {
        List<String> evaluate = List.of("evaluate", "--data", data(), "--runtime-classpath", "x");
        assertEquals(1, execute(evaluate, "--protocol", "prequential"));
        assertTrue(
                words.toString(StandardCharsets.UTF_8).contains("name the first test day of each week with --folds"));
        words.reset();
        assertEquals(
                1,
                execute(
                        evaluate,
                        "--protocol",
                        "prequential",
                        "--folds",
                        "2026-02-22,2026-03-01",
                        "--test",
                        "2026-02-22..2026-02-28"));
        assertTrue(words.toString(StandardCharsets.UTF_8).contains("takes its days from --folds"));
        words.reset();
        assertEquals(1, execute(evaluate, "--folds", "2026-02-22"));
        assertTrue(words.toString(StandardCharsets.UTF_8).contains("--folds belongs to --protocol prequential"));
        words.reset();
        assertEquals(1, execute(evaluate, "--pack", "x"));
        assertTrue(words.toString(StandardCharsets.UTF_8).contains("name the days to measure on with --test"));
    }

    private int execute(List<String> arguments, String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return FinTool.commandLine(terminal).execute(all.toArray(String[]::new));
    }

    @Test
    void aWrongCommandLineIsExitCodeTwo() {
        var line = FinTool.commandLine(terminal);
        line.setErr(new PrintWriter(words, true, StandardCharsets.UTF_8));
        assertEquals(2, line.execute());
        assertEquals(2, line.execute("dataset", "--days", "July"));
        assertEquals(2, line.execute("replay", "--data", "x", "--speed", "fast"));
    }

    private String run(String... arguments) {
        int exit = FinTool.commandLine(terminal).execute(arguments);
        assertEquals(0, exit, words.toString(StandardCharsets.UTF_8));
        return results.toString(StandardCharsets.UTF_8);
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private static String data() {
        return shared.resolve("data").toString();
    }
}
