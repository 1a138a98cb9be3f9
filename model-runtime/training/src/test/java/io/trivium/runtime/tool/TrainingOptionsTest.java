package io.trivium.runtime.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.pack.ModelSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TrainingOptionsTest {
    private static final String SPEC = """
            task: toy
            inputs:
              - {name: features, dtype: float32, shape: [-1, 2], columns: [A, B]}
            outputs:
              - {name: score, dtype: float32, shape: [-1, 1]}
            head: binary
            latencyClass: interactive
            network:
              kind: moe
              preset: nano
              groups: {general: 8, own: 8}
              group: own
              tokenizers: [{kind: tabular, input: features}]
            training: {epochs: 1, batch: 8}
            """;

    @TempDir
    private Path folder;

    private TrainingOptions parsed(String spec, String... arguments) throws IOException {
        Files.writeString(folder.resolve("spec.yaml"), spec);
        TrainingOptions options = new TrainingOptions();
        CommandLine.Model.CommandSpec command = CommandLine.Model.CommandSpec.create();
        command.addMixin("options", CommandLine.Model.CommandSpec.forAnnotatedObject(options));
        new CommandLine(command).parseArgs(arguments);
        return options;
    }

    private static String refusal(Executable work) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, work).getMessage());
    }

    private String specPath() {
        return folder.resolve("spec.yaml").toString();
    }

    @Test
    void takesTheSizesOfAnotherPreset() throws Exception {
        for (String preset : List.of("nano", "small", "base")) {
            byte[] yaml = parsed(SPEC, "--spec", specPath(), "--preset", preset).yaml();
            int width =
                    NetworkSpec.parse(yaml, ModelSpec.parse(yaml)).topology().width();
            assertEquals(preset.equals("nano") ? 64 : preset.equals("small") ? 256 : 768, width, preset);
        }
        assertEquals(SPEC, new String(parsed(SPEC, "--spec", specPath()).yaml(), StandardCharsets.UTF_8));
    }

    @Test
    void refusesAPresetThatIsUnknownOrHasNothingToReplace() throws Exception {
        TrainingOptions unknown = parsed(SPEC, "--spec", specPath(), "--preset", "huge");
        assertEquals("--preset is nano, small or base, not huge", refusal(unknown::yaml));
        TrainingOptions sized =
                parsed(SPEC.replace("preset: nano", "width: 64"), "--spec", specPath(), "--preset", "small");
        assertTrue(refusal(sized::yaml).contains("needs a network.preset"));
    }

    @Test
    void givesOneDeviceForEachReplica() throws Exception {
        assertEquals(List.of(Device.cpu()), parsed(SPEC).devices());
        assertEquals(
                List.of(Device.cpu(), Device.cpu()),
                parsed(SPEC, "--device", "cpu,cpu").devices());
    }

    @Test
    void refusesDevicesThatAreUnknownOrNotThere() throws Exception {
        for (String wrong : List.of("gpu", "cuda:", "cpu,", "cuda:x", "")) {
            TrainingOptions options = parsed(SPEC, "--device", wrong);
            assertTrue(refusal(options::devices).startsWith("--device is cpu, cuda or cuda:N"), wrong);
        }
        int present = CudaUtils.getGpuCount();
        TrainingOptions absent = parsed(SPEC, "--device", "cuda:" + present);
        assertEquals(
                "--device cuda:" + present + ": this machine shows the training engine " + present + " CUDA devices",
                refusal(absent::devices));
    }
}
