package io.trivium.industrial.process.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.industrial.process.bead.ProcessKind;
import io.trivium.industrial.process.bead.WeldProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFileTest {
    @TempDir
    Path folder;

    private static WeldPolicy policy() {
        WeldProcess process = ProcessKind.SAW.variants().getFirst();
        List<Integer> sizes = List.of(Situation.features(process), 6, process.dimensions());
        return new WeldPolicy(ProcessKind.SAW, Mlp.random(sizes, 1, new SplittableRandom(4)), 0.05, 10, false);
    }

    @Test
    void readsWhatItWroteInFloats() throws IOException {
        Path file = folder.resolve("below/policy.json");
        WeldPolicy written = policy();
        PolicyFile.write(written, Map.of("seed", 4), file);
        WeldPolicy read = PolicyFile.read(file);
        assertEquals(ProcessKind.SAW, read.kind());
        assertEquals(0.05, read.deviation());
        assertEquals(10, read.steps());
        for (int t = 0; t < written.actor().tensors().size(); t++) {
            assertArrayEquals(
                    written.actor().tensors().get(t), read.actor().tensors().get(t), 1e-6);
        }
        try (var files = Files.list(file.getParent())) {
            assertEquals(1, files.count(), "a temporary file is left");
        }
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        assertRefused("{", "is no JSON");
        assertRefused("{}", "format is ''");
        assertRefused("{\"format\": \"trivium-weld-policy/1\", \"process\": \"TIG\"}", "TIG");
        Path file = folder.resolve("policy.json");
        PolicyFile.write(policy(), Map.of(), file);
        String text = Files.readString(file);
        assertRefused(text.replaceFirst("\"sizes\":\\[\\d+", "\"sizes\":[3"), "has not");
        assertRefused(text.replaceFirst("\"tensors\":\\[\\[[^,]*", "\"tensors\":[[\"x\""), "no number");
        assertRefused(text.replace("\"SAW\"", "\"GMAW\""), "no policy for gas metal arc");
    }

    private void assertRefused(String text, String reason) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.json"), text);
        var refused = assertThrows(IOException.class, () -> PolicyFile.read(file));
        assertTrue(String.valueOf(refused.getMessage()).contains(reason), refused.getMessage());
    }

    @Test
    void namesTheCommandThatMakesAMissingFile() {
        var refused = assertThrows(IOException.class, () -> PolicyFile.read(folder.resolve("none.json")));
        assertTrue(String.valueOf(refused.getMessage()).contains("train"), refused.getMessage());
    }
}
