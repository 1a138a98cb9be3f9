package io.trivium.runtime.expert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.execution.Execution;
import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.expert.piece.Piece;
import io.trivium.runtime.expert.piece.PieceFiles;
import io.trivium.runtime.expert.piece.PiecePath;
import io.trivium.runtime.export.OnnxGraph;
import io.trivium.runtime.moe.ExpertId;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExpertSwapTest extends ExpertTestBase {
    private final SmallNetwork network = SmallNetwork.ordinary();
    private final SmallNetwork other = new SmallNetwork("{general: 3, fin: 4}", 2, "last", 99);
    private final Map<String, Tensor> inputs = network.inputs(6, 4);

    private Map<String, byte[]> experts(SmallNetwork from, String group) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (ExpertId id : experts(network.spec.topology())) {
            if (id.group().equals(group)) files.put(PiecePath.expert(id), from.expert(id));
        }
        return files;
    }

    private float[] mixed(String groupOfOther) {
        return network.answer(inputs, id -> false, id -> id.group().equals(groupOfOther) ? other : network);
    }

    @Test
    void swapsExpertsUnderLoadWithoutAFailedOrMixedAnswer() throws Exception {
        MoeModel model = MoeModels.load(network.write(folder.resolve("pack"), "1"), runtime(MUCH, slices(1)));
        Path back = pieces("old", "1", "", experts(network, "fin"));
        Path forth = pieces("new", "1", "", experts(other, "fin"));
        float[] before = network.answer(inputs);
        float[] after = mixed("fin");
        int open = graphs.open.get();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger old = new AtomicInteger();
        AtomicInteger fresh = new AtomicInteger();
        List<String> wrong = new ArrayList<>();
        int swaps = 30;
        try (ExecutorService callers = Executors.newFixedThreadPool(2)) {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                done.add(callers.submit(() -> {
                    while (!stop.get()) {
                        Answer answer = run(model, inputs);
                        if (isClose(before, answer.risk())) {
                            old.incrementAndGet();
                        } else if (isClose(after, answer.risk())) {
                            fresh.incrementAndGet();
                        } else {
                            synchronized (wrong) {
                                wrong.add(java.util.Arrays.toString(answer.risk()));
                            }
                        }
                        assertFalse(answer.report().degraded());
                    }
                }));
            }
            try {
                for (int i = 0; i < swaps; i++) PieceSwap.run(model, PieceFiles.read(i % 2 == 0 ? forth : back));
            } finally {
                stop.set(true);
            }
            for (Future<?> each : done) each.get();
        }
        assertEquals(List.of(), wrong, "neither the old experts' answer nor the new ones'");
        assertTrue(old.get() > 0 && fresh.get() > 0, old + " with the old experts, " + fresh + " with the new");
        assertEquals(open, graphs.open.get(), "what was replaced is closed");
        model.release();
        assertEquals(0, graphs.open.get());
        assertEquals(0, model.memory().used());
    }

    private static boolean isClose(float[] expected, float[] found) {
        for (int i = 0; i < expected.length; i++) if (Math.abs(expected[i] - found[i]) > TOLERANCE) return false;
        return true;
    }

    @Test
    void aRequestKeepsTheExpertsItBeganWith() throws ExecutionException, IOException {
        MoeModel model = MoeModels.load(network.write(folder.resolve("pack"), "1"), runtime(MUCH, slices(1)));
        try (Execution execution = model.start(inputs, List.of("risk"), null)) {
            assertTrue(execution.advance());
            PieceSwap.run(model, PieceFiles.read(pieces("new", "1", "", experts(other, "fin"))));
            boolean more = execution.advance();
            while (more) more = execution.advance();
            assertClose(
                    network.answer(inputs),
                    SmallNetwork.floats(execution.outputs().getFirst()),
                    "begun before the swap");
        }
        assertClose(mixed("fin"), run(model, inputs).risk(), "begun after it");
        model.release();
        assertEquals(0, graphs.open.get());
    }

    @Test
    void refusesADamagedExpertAndGoesOnWithTheOldOne() throws IOException {
        MoeModel model = load(network, MUCH);
        int open = graphs.open.get();
        long used = model.memory().used();
        Path directory = pieces("new", "1", "", experts(other, "fin"));
        Path damaged = directory.resolve(PiecePath.expert(new ExpertId(2, "fin", 3)));
        byte[] content = Files.readAllBytes(damaged);
        content[50] ^= 1;
        Files.write(damaged, content);
        InvalidPackException refused =
                assertThrows(InvalidPackException.class, () -> PieceSwap.run(model, PieceFiles.read(directory)));
        assertEquals(1, refused.faults().size());
        assertTrue(refused.faults().getFirst().startsWith("pieces/layer-2/expert-fin-03.onnx has SHA-256"));
        assertClose(network.answer(inputs), run(model, inputs).risk(), "the old experts");
        assertEquals(open, graphs.open.get());
        assertEquals(used, model.memory().used());
        model.release();
    }

    @Test
    void refusesAnExpertThatAnswersWithNumbersThatAreNotFinite() throws IOException {
        MoeModel model = load(network, MUCH);
        OnnxGraph graph = new OnnxGraph("bad");
        graph.input("x", TensorProto.DataType.FLOAT, -1, 16);
        graph.node("Log", "y", List.of("x"));
        graph.output("y", TensorProto.DataType.FLOAT, -1, 16);
        String path = PiecePath.expert(new ExpertId(0, "fin", 0));
        Path directory = pieces("new", "1", "", Map.of(path, graph.toBytes()));
        InvalidPackException refused =
                assertThrows(InvalidPackException.class, () -> PieceSwap.run(model, PieceFiles.read(directory)));
        assertEquals(List.of(path + " gave a number that is not finite on its golden input"), refused.faults());
        model.release();
        assertEquals(0, graphs.open.get());
    }

    @Test
    void refusesPiecesMadeForAnotherVersionOrThatTheModelDoesNotHave() throws IOException {
        MoeModel model = load(network, MUCH);
        Path version = pieces("version", "2", "", experts(other, "fin"));
        assertThrows(InvalidPackException.class, () -> PieceSwap.run(model, PieceFiles.read(version)));
        byte[] expert = network.expert(new ExpertId(0, "fin", 0));
        for (String path : List.of(
                "pieces/layer-0/expert-fin-04.onnx",
                "pieces/layer-3/expert-fin-00.onnx",
                "pieces/layer-0/expert-med-00.onnx",
                "pieces/layer-0/side-fin-00.onnx",
                "pieces/head.onnx")) {
            Path directory = pieces("wrong" + path.hashCode(), "1", "", Map.of(path, expert));
            InvalidPackException refused =
                    assertThrows(InvalidPackException.class, () -> PieceSwap.run(model, PieceFiles.read(directory)));
            assertTrue(refused.faults().getFirst().startsWith(path + " is not a piece of the model"), path);
        }
        model.release();
    }

    @Test
    void refusesAManifestWithUnknownFieldsOrPathsOutsideThePack() throws IOException {
        Path directory = pieces("new", "1", "", experts(other, "fin"));
        Path manifest = directory.resolve(PieceFiles.MANIFEST);
        String text = Files.readString(manifest);
        for (String bad : List.of(
                text.replace("\"files\"", "\"extra\": 1, \"files\""),
                text.replace("pieces/layer-0/expert-fin-00.onnx", "../layer-0.onnx"),
                text.replace("trivium-experts/1", "trivium-experts/2"),
                text.substring(0, 40))) {
            Files.writeString(manifest, bad);
            assertThrows(InvalidPackException.class, () -> PieceFiles.read(directory));
        }
    }

    @Test
    void servesATenantWithItsOwnExpertsAndEverybodyElseAsBefore() throws IOException {
        MoeModel model = load(network, MUCH);
        PieceSwap.run(model, PieceFiles.read(pieces("a", "1", "bank-a", experts(other, "fin"))));
        assertEquals(new TenantId("bank-a"), model.variant(new TenantId("bank-a")));
        assertNull(model.variant(new TenantId("bank-b")));
        assertClose(mixed("fin"), run(model, inputs, "bank-a").risk(), "the tenant's own");
        assertClose(network.answer(inputs), run(model, inputs, "bank-b").risk(), "another tenant");
        assertClose(network.answer(inputs), run(model, inputs).risk(), "no tenant");

        PieceSwap.run(model, PieceFiles.read(pieces("general", "1", "", experts(other, "general"))));
        assertClose(mixed("general"), run(model, inputs).risk(), "everybody's general experts are new");
        assertClose(
                network.answer(inputs, id -> false, id -> other),
                run(model, inputs, "bank-a").risk(),
                "the tenant's, too");

        model.publish(now -> now.withoutTenant(new TenantId("bank-a")));
        assertNull(model.variant(new TenantId("bank-a")));
        assertClose(mixed("general"), run(model, inputs, "bank-a").risk(), "as everybody");
        model.release();
        assertEquals(0, graphs.open.get());
        assertEquals(0, model.memory().used());
    }

    @Test
    void addsATenantsSidePathToAnExpert() throws IOException {
        MoeModel model = load(network, MUCH);
        OnnxGraph nothing = sidePath(0);
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (ExpertId id : experts(network.spec.topology())) {
            String path = PiecePath.expert(id).replace("expert-", "side-");
            files.put(path, id.layer() == 2 ? sidePath(0.25f).toBytes() : nothing.toBytes());
        }
        PieceSwap.run(model, PieceFiles.read(pieces("a", "1", "bank-a", files)));
        float[] plain = run(model, inputs).risk();
        Answer own = run(model, inputs, "bank-a");
        assertFalse(own.report().degraded());
        assertFalse(isClose(plain, own.risk()));

        // The weights of a token sum to 1.5, so that y + 0.25·x for every expert is 0.375·x more for the token.
        Map<String, byte[]> layer = Map.of(PiecePath.layer(2), network.layer(2));
        PieceSwap.run(model, PieceFiles.read(pieces("b", "1", "bank-b", layer)));
        assertClose(plain, run(model, inputs, "bank-b").risk(), "the same layer again");

        for (ExpertId id : experts(network.spec.topology())) {
            graphs.faults.put(PiecePath.expert(id).replace("expert-", "side-"), TestGraphs.Fault.THROWS);
        }
        Answer without = run(model, inputs, "bank-a");
        assertTrue(without.report().degraded());
        assertClose(plain, without.risk(), "side paths that fail are left out");
        model.release();
        assertEquals(0, graphs.open.get());
    }

    private static OnnxGraph sidePath(float factor) {
        OnnxGraph graph = new OnnxGraph("side");
        graph.input("x", TensorProto.DataType.FLOAT, -1, 16);
        graph.node("Mul", "y", List.of("x", graph.floats("factor", new float[] {factor}, 1)));
        graph.output("y", TensorProto.DataType.FLOAT, -1, 16);
        return graph;
    }

    @Test
    void fallsBackToEverybodysTrunkWhenATenantsAnswersWithNumbersThatAreNotFinite() throws IOException {
        MoeModel model = load(network, MUCH);
        byte[] layer = other.layer(1);
        // Where it differs from another one's, which is in the weights.
        int at = Arrays.mismatch(layer, network.layer(1));
        Arrays.fill(layer, at, at + 8, (byte) 0xff);
        PieceSwap.run(model, PieceFiles.read(pieces("a", "1", "bank-a", Map.of(PiecePath.layer(1), layer))));
        Answer answer = run(model, inputs, "bank-a");
        assertTrue(answer.report().degraded());
        assertClose(network.answer(inputs), answer.risk(), "everybody's layer");
        Piece own = model.generation().of(new TenantId("bank-a")).layer(1);
        assertTrue(own.lastError().startsWith("not-finite"), own::lastError);
        assertFalse(run(model, inputs).report().degraded());
        model.release();
        assertEquals(0, graphs.open.get());
    }

    @Test
    void fallsBackToEverybodysTrunkWhenATenantsIsDamaged() throws IOException {
        MoeModel model = load(network, MUCH);
        Path directory = pieces("a", "1", "bank-a", Map.of(PiecePath.layer(1), other.layer(1)));
        PieceSwap.run(model, PieceFiles.read(directory));
        assertFalse(isClose(network.answer(inputs), run(model, inputs, "bank-a").risk()));
        Piece own = model.generation().of(new TenantId("bank-a")).layer(1);
        assertTrue(model.memory().evict(own));
        Files.write(directory.resolve(PiecePath.layer(1)), new byte[] {1});
        Answer answer = run(model, inputs, "bank-a");
        assertTrue(answer.report().degraded());
        assertClose(network.answer(inputs), answer.risk(), "everybody's layer");
        model.release();
        assertEquals(0, graphs.open.get());
    }
}
