package io.trivium.runtime.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import io.trivium.runtime.testing.TestPacks;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {
    @ParameterizedTest
    @CsvSource({"cpu, cpu", "cuda, cuda:0", "cuda:0, cuda:0", "cuda:3, cuda:3"})
    void readsADevice(String text, String device) {
        assertEquals(device, Device.parse(text).toString());
        assertEquals(!text.equals("cpu"), Device.parse(text).isCuda());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "CUDA", "cuda:", "cuda:-1", "cuda:1000", "cpu:0"})
    void refusesWhatIsNone(String text) {
        assertThrows(IllegalArgumentException.class, () -> Device.parse(text));
    }

    @Test
    void aBuildForProcessorsSaysWhatToDoForCuda() {
        OnnxEnvironment environment = OnnxEnvironment.get(1);
        environment.require(Device.CPU);
        assumeFalse(OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA), "this build has CUDA");
        String message = assertThrows(IllegalStateException.class, () -> environment.require(Device.parse("cuda:1")))
                .getMessage();
        assertEquals(
                "platform.runtime.serving.device is cuda:1, but this build runs on processors only: build with -Pgpu, or"
                        + " set cpu",
                message);
    }

    @Test
    void aSessionOpensOnTheGpuWhereThereIsOne(@TempDir Path folder) throws OrtException {
        OnnxEnvironment environment = OnnxEnvironment.get(1);
        assumeTrue(
                OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA),
                "ONNX Runtime without CUDA: build with -Pgpu");
        Device gpu = Device.parse("cuda");
        try {
            environment.require(gpu);
        } catch (IllegalStateException e) {
            assumeTrue(false, "no GPU to use: " + e.getMessage());
        }
        try (var session = environment.open(
                TestPacks.weightedSum(folder.resolve("sum"), "sum", "1", 10, "")
                        .model()
                        .array(),
                gpu)) {
            assertFalse(session.getInputNames().isEmpty());
            assertTrue(session.getNumOutputs() > 0);
        }
    }
}
