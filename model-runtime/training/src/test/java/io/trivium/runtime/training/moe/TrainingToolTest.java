package io.trivium.runtime.training.moe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.tool.RuntimeTool;
import io.trivium.runtime.training.network.TaskData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of training, from files to packs: train, train --branch, train mix, train balancing, inspect. */
class TrainingToolTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        Files.write(
                folder.resolve("spec.yaml"),
                ToyTask.SPEC
                        .replace("epochs: 4", "epochs: 1")
                        .replace("rebalanceSteps: 60", "rebalanceSteps: 5, startBalancing: 5")
                        .getBytes(StandardCharsets.UTF_8));
        write("rows", ToyTask.rows(300, 1));
        write("held", ToyTask.rows(200, 2));
    }

    private void write(String name, TaskData data) throws IOException {
        new SafetensorsWriter()
                .add("events", new long[] {data.rows(), 3, 2}, data.input("events", 6))
                .add("features", new long[] {data.rows(), 2}, data.input("features", 2))
                .add("label", new long[] {data.rows()}, data.labels())
                .add("rowhash", new long[] {data.rows()}, data.rowHashes())
                .write(folder.resolve(name + ".safetensors"));
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    /** The output of a command. */
    private JsonNode run(List<String> command, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(List.of(more));
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertEquals(0, RuntimeTool.run(arguments.toArray(String[]::new)), arguments::toString);
        } finally {
            System.setOut(before);
        }
        return new ObjectMapper().readTree(printed.toString(StandardCharsets.UTF_8));
    }

    private JsonNode train(String out, String... more) throws IOException {
        return run(training("train", out), more);
    }

    private List<String> training(String command, String out) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
        arguments.addAll(List.of(
                "--spec", path("spec.yaml"),
                "--data", path("rows.safetensors"),
                "--validation", path("held.safetensors")));
        if (!out.isEmpty()) arguments.addAll(List.of("--out", path(out)));
        return arguments;
    }

    private Parameters weights(String pack) throws IOException {
        return Parameters.read(folder.resolve(pack).resolve(ModelPack.WEIGHTS));
    }

    @Test
    void trainsABranchMixesItAndTunesTheRouters() throws Exception {
        train("base");
        JsonNode branch = train("fin", "--branch", "fin", "--from", path("base"));
        assertEquals(300, branch.get("rows").intValue());
        write("rows", ToyTask.rows(120, 3));
        List<String> mix = training("train mix", "mixed");
        JsonNode mixed = run(mix, "--base", path("base"), "--branch", "fin=" + path("fin"));
        assertEquals("toy", mixed.get("name").textValue());
        ModelPack pack = ModelPack.open(folder.resolve("mixed"));
        assertEquals(300 + 200 + 120, pack.trainingRows().length, "what the branches have seen, too");
        assertTrue(ModelPack.open(folder.resolve("fin"))
                .manifest()
                .provenance()
                .command()
                .contains(" --from base "));
        Parameters base = weights("base");
        Parameters fin = weights("fin");
        Parameters joined = weights("mixed");
        String experts = ParameterNames.layer(0, ParameterNames.EXPERTS_W1);
        float[] together = joined.get(experts);
        int half = together.length / 2;
        assertArrayEquals(Arrays.copyOf(base.get(experts), half), Arrays.copyOf(together, half));
        assertArrayEquals(
                Arrays.copyOfRange(fin.get(experts), half, 2 * half), Arrays.copyOfRange(together, half, 2 * half));
        assertFalse(Arrays.equals(base.get(experts), fin.get(experts)));
        String head = ParameterNames.headWeight("score");
        assertArrayEquals(fin.get(head), joined.get(head));
        String router = ParameterNames.layer(0, ParameterNames.ROUTER_WEIGHT);
        assertFalse(Arrays.equals(fin.get(router), joined.get(router)), "only the routers were tuned");
    }

    @Test
    void inspectsWhatItHasTrained() throws Exception {
        JsonNode trained = train("base", "--model-version", "3.2", "--device", "cpu,cpu");
        JsonNode shown = run(List.of("inspect", path("base")));
        assertEquals("toy", shown.get("name").textValue());
        assertEquals("3.2", shown.get("version").textValue());
        assertEquals(500, shown.get("trainingRows").intValue());
        JsonNode network = shown.get("network");
        assertEquals(2, network.get("layers").intValue());
        assertEquals(4, network.get("groups").get("fin").intValue());
        assertEquals(trained.get("parameters"), network.get("parameters"));
        double share = network.get("activeShare").doubleValue();
        assertEquals(trained.get("activeShare").doubleValue(), share, 1e-12);
        JsonNode metrics = shown.get("provenance").get("metrics");
        assertEquals(
                trained.get("validation").get("average_precision").doubleValue(),
                metrics.get("validation_average_precision").doubleValue(),
                1e-9);
        assertTrue(metrics.has("max_vio_fin"), metrics::toString);
    }

    @Test
    void comparesTrainingWithAndWithoutBalancing() throws Exception {
        JsonNode both = run(training("train balancing", ""));
        assertEquals(2, both.size());
        assertTrue(both.get(0).get("balanced").booleanValue());
        assertFalse(both.get(1).get("balanced").booleanValue());
        JsonNode one = run(training("train balancing", ""), "--balanced", "false");
        assertEquals(1, one.size());
        assertEquals(both.get(1).get("validation"), one.get(0).get("validation"));
    }

    @Test
    void tellsOfTheTeacherAndOfRowsWithoutLabels() throws Exception {
        write("earlier", ToyTask.rows(150, 4));
        List<String> taught = training("train", "taught");
        taught.addAll(List.of("--unlabelled", path("earlier.safetensors")));
        assertEquals(2, RuntimeTool.run(taught.toArray(String[]::new)), "there is no teacher");

        Path spec = folder.resolve("spec.yaml");
        Files.writeString(
                spec,
                Files.readString(spec)
                        .replace(
                                "startBalancing: 5",
                                "startBalancing: 5, distillation: {input: features, teachers: "
                                        + "[{kind: boosted-trees, parts: 2, trees: 5}]}"));
        JsonNode trained = run(taught);
        assertEquals(300, trained.get("rows").intValue());
        assertEquals(150, trained.get("unlabelled_rows").intValue());
        ModelPack pack = ModelPack.open(folder.resolve("taught"));
        assertEquals(300 + 200 + 150, pack.trainingRows().length, "what was learned without labels was seen, too");
        assertTrue(pack.manifest().provenance().metrics().containsKey("teacher_validation_average_precision"));
        assertTrue(pack.manifest().provenance().command().contains(" --unlabelled earlier.safetensors "));
    }

    @Test
    void refusesWhatItIsNotGiven() {
        assertEquals(2, RuntimeTool.run("train", "--spec", path("spec.yaml")));
        List<String> branch = new ArrayList<>(training("train", "out"));
        branch.addAll(List.of("--branch", "fin"));
        assertEquals(2, RuntimeTool.run(branch.toArray(String[]::new)));
        assertEquals(2, RuntimeTool.run("inspect", path("nothing")));
    }
}
