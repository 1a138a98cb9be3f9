package io.trivium.runtime.expert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.execution.Execution;
import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.expert.piece.ExpertSettings;
import io.trivium.runtime.expert.piece.FaultReason;
import io.trivium.runtime.expert.piece.PackPieces;
import io.trivium.runtime.expert.piece.PieceFile;
import io.trivium.runtime.expert.piece.PiecePath;
import io.trivium.runtime.moe.ExpertId;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MoeModelTest extends ExpertTestBase {

    @ParameterizedTest
    @ValueSource(strings = {"last", "mean"})
    void answersAsTheSameNetworkComputedExpertByExpert(String readout) {
        SmallNetwork network = new SmallNetwork("{general: 3, fin: 4}", 1, readout, 5);
        MoeModel model = load(network, MUCH);
        for (int rows : new int[] {1, 2, 7, 40}) {
            Map<String, Tensor> inputs = network.inputs(rows, rows);
            Answer answer = run(model, inputs);
            assertClose(network.answer(inputs), answer.risk(), rows + " rows");
            assertFalse(answer.report().degraded());
        }
        model.release();
    }

    @Test
    void namesTheExpertsThatTookPart() {
        SmallNetwork network = SmallNetwork.ordinary();
        MoeModel model = load(network, MUCH);
        graphs.calls.clear();
        Answer answer = run(model, network.inputs(1, 3));
        List<String> called = new ArrayList<>();
        for (ExpertId id : experts(network.spec.topology())) {
            if (graphs.calls(PiecePath.expert(id)) > 0) called.add(id.toString());
        }
        assertEquals(called, answer.report().experts());
        assertEquals(3, called.stream().map(id -> id.substring(0, 7)).distinct().count(), "experts of every layer");
        model.release();
    }

    @Test
    void givesTheSameAnswerInManySlices() {
        SmallNetwork network = SmallNetwork.ordinary();
        Map<String, Tensor> inputs = network.inputs(50, 9);
        MoeModel model = MoeModels.load(network.write(folder, "1"), runtime(MUCH, slices(1)));
        Answer answer = run(model, inputs);
        assertClose(network.answer(inputs), answer.risk(), "one row and one call at a time");
        assertTrue(answer.slices() > 50 * 6, "slices: " + answer.slices());
        model.release();
    }

    @Test
    void givesTheHeadTheInputOfItsLinearAnswerPartByPart() {
        SmallNetwork network = SmallNetwork.withLinearAnswer();
        Map<String, Tensor> inputs = network.inputs(50, 9);
        for (ExpertSettings settings : List.of(slices(1), settings())) {
            MoeModel model = MoeModels.load(network.write(folder, "1"), runtime(MUCH, settings));
            assertClose(network.answer(inputs), run(model, inputs).risk(), "of the linear answer");
            model.release();
        }
    }

    @Test
    void endsASliceAfterTheCallAtHandWhenMoreUrgentWorkComes() throws ExecutionException {
        SmallNetwork network = SmallNetwork.ordinary();
        Map<String, Tensor> inputs = network.inputs(5, 9);
        MoeModel model = load(network, MUCH);
        try (Execution execution = model.start(inputs, List.of("risk"), null)) {
            int slices = 1;
            while (execution.advance(() -> true)) slices++;
            assertClose(
                    network.answer(inputs),
                    SmallNetwork.floats(execution.outputs().getFirst()),
                    "one call at a time");
            assertTrue(slices > 6, "slices: " + slices);
        }
        model.release();
    }

    @Test
    void stopsBetweenTwoSlicesAndGivesBackWhatItHolds() throws ExecutionException {
        SmallNetwork network = SmallNetwork.ordinary();
        MoeModel model = MoeModels.load(network.write(folder, "1"), runtime(MUCH, slices(1)));
        Execution execution = model.start(network.inputs(3, 1), List.of("risk"), null);
        assertTrue(execution.advance());
        assertTrue(execution.advance());
        assertThrows(IllegalStateException.class, execution::outputs);
        execution.close();
        assertFalse(execution.advance(), "nothing runs after that");
        model.release();
        assertEquals(0, graphs.open.get());
    }

    @Test
    void refusesNumbersThatAreNotFiniteAsTheCallersFault() {
        SmallNetwork network = SmallNetwork.ordinary();
        MoeModel model = load(network, MUCH);
        Map<String, Tensor> inputs = network.inputs(1, 1);
        Tensor bad = SmallNetwork.tensor("features", new float[] {1, Float.NaN, 0, 0}, 1, 4);
        PlatformException refused = assertThrows(
                PlatformException.class,
                () -> model.signature().check(new ModelName("cards"), List.of(inputs.get("events"), bad)));
        assertEquals(RuntimeErrorCode.INFERENCE_REQUEST_INVALID, refused.code());
        assertEquals(
                "input 'features' has a number that is not finite, element 1; this model takes none",
                refused.getMessage());
        model.release();
    }

    @Test
    void blamesNoExpertForNumbersThatWereNotFiniteBefore() {
        SmallNetwork network = SmallNetwork.ordinary();
        MoeModel model = load(network, MUCH);
        Map<String, Tensor> inputs = network.inputs(2, 1);
        inputs.put(
                "features", SmallNetwork.tensor("features", new float[] {1, 3e38f, 3e38f, -3e38f, 0, 0, 0, 0}, 2, 4));
        try (Execution execution = model.start(inputs, List.of("risk"), null)) {
            boolean more = execution.advance();
            while (more) more = execution.advance();
        } catch (ExecutionException e) {
            assertTrue(String.valueOf(e.getCause()).contains("gave its experts numbers that are not finite"));
        }
        for (ExpertId id : experts(network.spec.topology()))
            assertNull(piece(model, id).quarantine());
        model.release();
    }

    @Test
    void leavesNothingOpenWhenTheLastReferenceIsGivenBack() {
        SmallNetwork network = SmallNetwork.ordinary();
        ExpertRuntime runtime = runtime(MUCH, settings());
        PackPieces pack = network.write(folder, "1");
        for (int i = 0; i < 5; i++) {
            MoeModel model = MoeModels.load(pack, runtime);
            assertEquals(3 * 7 + 3 + 2, graphs.open.get());
            long bytes =
                    pack.files().values().stream().mapToLong(PieceFile::bytes).sum()
                            - pack.require(PiecePath.ROUTER).bytes();
            assertEquals(bytes, model.residentBytes());
            for (int rows : new int[] {1, 3, 600}) run(model, network.inputs(rows, i));
            assertTrue(model.retain());
            model.release();
            assertTrue(runtime.memory().used() > 0);
            model.release();
            assertFalse(model.retain());
            assertEquals(0, graphs.open.get());
            assertEquals(0, runtime.memory().used());
            assertEquals(0, model.residentBytes());
        }
    }

    @Test
    void refusesAPackWithAPieceThatIsNoGraph() throws IOException {
        SmallNetwork network = SmallNetwork.ordinary();
        PackPieces pack = network.write(folder, "1");
        ExpertId id = new ExpertId(1, "fin", 2);
        Map<String, PieceFile> files = new HashMap<>(pack.files());
        files.put(PiecePath.expert(id), SmallNetwork.write(folder, PiecePath.expert(id), new byte[] {1, 2, 3}));
        PackPieces broken = new PackPieces(pack.name(), pack.version(), pack.spec(), pack.network(), files);
        ExpertRuntime runtime = runtime(MUCH, settings());
        InvalidPackException refused = assertThrows(InvalidPackException.class, () -> MoeModels.load(broken, runtime));
        assertTrue(String.valueOf(refused.getMessage()).contains("pieces/layer-1/expert-fin-02.onnx cannot be opened"));
        assertEquals(0, graphs.open.get());
        assertEquals(0, runtime.memory().used());
    }

    @Test
    void refusesAnExpertOfAnotherForm() throws IOException {
        SmallNetwork network = SmallNetwork.ordinary();
        PackPieces pack = network.write(folder, "1");
        String path = PiecePath.expert(new ExpertId(0, "fin", 0));
        Map<String, PieceFile> files = new HashMap<>(pack.files());
        files.put(path, SmallNetwork.write(folder, path, network.layer(0)));
        PackPieces broken = new PackPieces(pack.name(), pack.version(), pack.spec(), pack.network(), files);
        InvalidPackException refused =
                assertThrows(InvalidPackException.class, () -> MoeModels.load(broken, runtime(MUCH, settings())));
        assertTrue(String.valueOf(refused.getMessage()).contains(path + " takes [hidden, mask]"));
        assertEquals(0, graphs.open.get());
    }

    @Test
    void servesWithoutTheExpertThatWasDamagedInTheStore() throws IOException {
        SmallNetwork network = SmallNetwork.ordinary();
        PackPieces pack = network.write(folder, "1");
        ExpertId id = new ExpertId(2, "general", 1);
        Path file = folder.resolve(PiecePath.expert(id));
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);
        MoeModel model = MoeModels.load(pack, runtime(MUCH, settings()));
        Map<String, Tensor> inputs = network.inputs(20, 4);
        Answer answer = run(model, inputs);
        assertClose(network.answer(inputs, id::equals), answer.risk(), "without the damaged expert");
        assertTrue(answer.report().degraded());
        assertEquals(FaultReason.CHECKSUM, quarantine(model, id).reason());
        model.release();
    }

    @Test
    void answersTheSameInABatchAsAlone() {
        SmallNetwork network = SmallNetwork.ordinary();
        MoeModel model = load(network, MUCH);
        Map<String, Tensor> inputs = network.inputs(9, 2);
        float[] together = run(model, inputs).risk();
        for (int row = 0; row < 9; row++) {
            int at = row;
            Map<String, Tensor> alone = new LinkedHashMap<>();
            inputs.forEach((name, tensor) -> alone.put(name, tensor.rows(at, at + 1)));
            assertArrayEquals(new float[] {together[row]}, run(model, alone).risk(), 1e-6f);
        }
        model.release();
    }
}
