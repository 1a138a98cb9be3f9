package io.trivium.runtime.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TextFormat;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.export.OfflineSession.Floats;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.testing.TestPacks;
import io.trivium.runtime.tool.RuntimeTool;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TritonRepositoryTest {
    @TempDir
    private Path folder;

    private DynamicMessage config(String model) throws Exception {
        DynamicMessage.Builder config = DynamicMessage.newBuilder(TritonSchema.modelConfig());
        TextFormat.merge(Files.readString(folder.resolve("repository/" + model + "/config.pbtxt")), config);
        return config.build();
    }

    private static Object value(DynamicMessage message, String field) {
        return message.getField(message.getDescriptorForType().findFieldByName(field));
    }

    private static List<?> list(DynamicMessage message, String field) {
        return (List<?>) value(message, field);
    }

    private static void assertTensor(DynamicMessage config, String field, int index, String name, List<Long> dims) {
        DynamicMessage tensor = (DynamicMessage) list(config, field).get(index);
        assertEquals(name, value(tensor, "name"));
        assertEquals("TYPE_FP32", value(tensor, "data_type").toString());
        assertEquals(dims, list(tensor, "dims"));
    }

    private static Floats random(int seed, long... shape) {
        Random random = new Random(seed);
        int size = 1;
        for (long each : shape) size *= (int) each;
        float[] values = new float[size];
        for (int i = 0; i < size; i++) values[i] = random.nextFloat();
        return new Floats(values, shape);
    }

    private static float[] risk(Map<String, Floats> outputs) {
        return Objects.requireNonNull(outputs.get("risk")).values();
    }

    @Test
    void writesAPackOfOneGraph() throws Exception {
        ModelPack pack = TestPacks.weightedSum(
                folder.resolve("sum"), "sum", "2026.11", 0.5f, "maxBatch: 32, maxDelayMicros: 2000");
        Path out = folder.resolve("repository");
        assertEquals(
                0,
                RuntimeTool.run(
                        "export", "triton", "--pack", folder.resolve("sum").toString(), "--out", out.toString()));
        DynamicMessage config = config("sum");
        assertEquals("sum", value(config, "name"));
        assertEquals("onnxruntime", value(config, "backend"));
        assertEquals(32, value(config, "max_batch_size"));
        assertTensor(config, "input", 0, "x", List.of(3L));
        assertTensor(config, "output", 0, "sum", List.of(1L));
        DynamicMessage batching = (DynamicMessage) value(config, "dynamic_batching");
        assertEquals(2_000L, value(batching, "max_queue_delay_microseconds"));
        assertEquals(3, list(config, "parameters").size());
        assertArrayEquals(pack.graph().orElseThrow().array(), Files.readAllBytes(out.resolve("sum/1/model.onnx")));

        ModelPack next = TestPacks.weightedSum(folder.resolve("next"), "sum", "7", 1, "maxBatch: 64");
        assertEquals(out.resolve("sum/7"), new TritonRepository(out).add(next));
        assertThrows(FileAlreadyExistsException.class, () -> new TritonRepository(out).add(next));
    }

    @Test
    void writesTheFusedGraphOfExpertsThatAnswersAsItsPieces() throws Exception {
        ModelPack pack = ExpertPacks.cardsWithFusedGraph(folder.resolve("cards"), "cards", "3");
        Path version = new TritonRepository(folder.resolve("repository")).add(pack);
        DynamicMessage config = config("cards");
        assertEquals(2, list(config, "input").size(), "the mask is no input");
        assertTensor(config, "input", 0, "events", List.of(4L, 4L));
        assertTensor(config, "input", 1, "features", List.of(5L));
        Map<String, Floats> inputs = new HashMap<>();
        inputs.put("events", random(1, 6, 4, 4));
        inputs.put("features", random(2, 6, 5));
        float[] actual;
        try (OfflineSession exported = new OfflineSession(Files.readAllBytes(version.resolve("model.onnx")))) {
            actual = risk(exported.run(inputs));
        }
        inputs.put(ModelPack.MASKED, new Floats(new float[3 * 7], 3, 7));
        try (OfflineSession whole = new OfflineSession(pack.read(ModelPack.FUSED))) {
            assertArrayEquals(risk(whole.run(inputs)), actual);
        }
        Networks.Network network = Networks.random(Networks.CARDS, 31);
        try (OfflineNetwork pieces = new OfflineNetwork(network.pieces(), network.spec(), network.parameters())) {
            assertArrayEquals(risk(pieces.run(inputs)), actual, 1e-5f);
        }
    }

    @Test
    void makesTheWholeGraphOfExpertsThatHaveNone() throws Exception {
        Path repository = folder.resolve("repository");
        Path whole = new TritonRepository(repository)
                .add(ExpertPacks.cardsWithFusedGraph(folder.resolve("fused"), "cards", "3"));
        Path made = new TritonRepository(repository).add(ExpertPacks.cards(folder.resolve("pieces"), "cards", "4"));
        assertArrayEquals(
                Files.readAllBytes(whole.resolve("model.onnx")), Files.readAllBytes(made.resolve("model.onnx")));
    }

    @Test
    void refusesExpertsThatAnswerInFourBitsByTheirPieces() throws Exception {
        PackManifest.Provenance before = TestPacks.provenance();
        PackManifest.Provenance quantised = new PackManifest.Provenance(
                before.codeRevision(), 1, "export --quantize gptq4", before.data(), before.metrics());
        ModelPack pack = new MoePackExport(
                        Networks.CARDS.getBytes(StandardCharsets.UTF_8),
                        Networks.random(Networks.CARDS, 31).parameters())
                .addTo(new PackWriter(new ModelName("cards"), new VersionNumber("5"), Instant.EPOCH, quantised))
                .write(folder.resolve("quantised"));
        TritonRepository repository = new TritonRepository(folder.resolve("repository"));
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> repository.add(pack));
        assertTrue(refused.toString().contains("in 4 bits by its pieces"), refused::toString);
    }
}
