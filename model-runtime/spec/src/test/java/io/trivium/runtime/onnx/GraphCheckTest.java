package io.trivium.runtime.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.testing.HostileGraphs;
import io.trivium.runtime.testing.TestPacks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GraphCheckTest {
    private static final Path REPOSITORY = Path.of("../..");

    static Stream<HostileGraphs.Hostile> refused() {
        return HostileGraphs.refused().stream();
    }

    static Stream<HostileGraphs.Hostile> harmless() {
        return HostileGraphs.harmless().stream();
    }

    @ParameterizedTest
    @MethodSource
    void refused(HostileGraphs.Hostile graph) {
        List<String> faults = GraphCheck.faults(graph.onnx());
        assertFalse(faults.isEmpty(), graph::name);
        assertTrue(faults.getFirst().contains(graph.expected()), () -> graph.name() + ": " + faults);
    }

    @ParameterizedTest
    @MethodSource
    void harmless(HostileGraphs.Hostile graph) throws OrtException {
        assertEquals(List.of(), GraphCheck.faults(graph.onnx()));
        OnnxEnvironment.get(1).open(graph.onnx()).close();
    }

    /** Security H1: a session that is opened in spite of the check finds no file of the working directory. */
    @Test
    void noSessionReadsTheWorkingDirectory() throws Exception {
        byte[] external = HostileGraphs.external("pom.xml", 16);
        assertThrows(InvalidPackException.class, () -> OnnxEnvironment.get(1).open(external));
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            OnnxEnvironment.get(1)
                    .environment()
                    .createSession(external, options)
                    .close();
            NoFiles.apply(options);
            assertThrows(
                    OrtException.class,
                    () -> OnnxEnvironment.get(1).environment().createSession(external, options));
        }
    }

    @Test
    void namesTheFileOfAPack(@TempDir Path folder) {
        byte[] custom = HostileGraphs.refused().getFirst().onnx();
        ModelPack pack = TestPacks.write(
                folder.resolve("pack"),
                "custom",
                "1",
                custom,
                TestPacks.spec(
                        "custom",
                        "- {name: x, dtype: float32, shape: [-1, 3]}",
                        "- {name: y, dtype: float32, shape: [-1, 3]}",
                        ""));
        InvalidPackException refusal = assertThrows(InvalidPackException.class, () -> GraphCheck.require(pack));
        assertTrue(refusal.faults().getFirst().startsWith("model.onnx: "), refusal::getMessage);
    }

    /** Every pack that is shipped with the platform may be opened. */
    @Test
    void allowsTheBundledPacks() throws IOException {
        List<Path> packs = new ArrayList<>();
        for (String domain : List.of("domain-fin", "domain-med", "domain-industrial")) {
            Path folder = REPOSITORY.resolve(domain).resolve("service/src/main/packs");
            try (Stream<Path> files = Files.walk(folder, 3)) {
                files.filter(file -> file.endsWith(ModelPack.MANIFEST))
                        .map(Path::getParent)
                        .forEach(packs::add);
            }
        }
        assertTrue(packs.size() >= 10, packs::toString);
        for (Path pack : packs) GraphCheck.require(ModelPack.open(pack));
    }
}
