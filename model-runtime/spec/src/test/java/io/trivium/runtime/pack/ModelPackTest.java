package io.trivium.runtime.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.testing.TestPacks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPackTest {
    @TempDir
    private Path folder;

    private Path pack() throws IOException {
        String spec = TestPacks.spec(
                "toy",
                "- {name: x, dtype: float32, shape: [-1, 3]}",
                "- {name: y, dtype: float32, shape: [-1, 1]}",
                "maxBatch: 7");
        return new PackWriter(
                        new ModelName("toy"),
                        new VersionNumber("1.10"),
                        Instant.parse("2026-01-02T03:04:05Z"),
                        TestPacks.provenance())
                .spec(spec.getBytes(StandardCharsets.UTF_8))
                .model(new byte[] {1, 2, 3})
                .trainingRows(new long[] {-1, 5, 3})
                .write(folder.resolve("toy"))
                .directory();
    }

    private static String fault(Path pack) {
        return String.join(
                "\n",
                assertThrows(InvalidPackException.class, () -> ModelPack.open(pack))
                        .faults());
    }

    @Test
    void readsWhatItWrote() throws IOException {
        ModelPack pack = ModelPack.open(pack());
        assertEquals(new ModelName("toy"), pack.manifest().name());
        assertEquals(new VersionNumber("1.10"), pack.manifest().version());
        assertEquals(Instant.parse("2026-01-02T03:04:05Z"), pack.manifest().created());
        assertEquals(TestPacks.provenance(), pack.manifest().provenance());
        assertEquals(7, pack.spec().serving().maxBatch());
        assertEquals(List.of(-1L, 3L), pack.spec().inputs().getFirst().shape());
        assertArrayEquals(new byte[] {1, 2, 3}, pack.model().array());
        assertArrayEquals(new long[] {3, 5, -1}, pack.trainingRows(), "sorted as unsigned numbers");
    }

    @Test
    void opensThePacksOfTheFirstFormat() throws IOException {
        Path pack = pack();
        Path manifest = pack.resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("trivium-pack/2", "trivium-pack/1"));
        ModelPack opened = ModelPack.open(pack);
        assertEquals("trivium-pack/1", opened.manifest().format());
        assertArrayEquals(new byte[] {1, 2, 3}, opened.model().array());
        assertFalse(opened.isOfPieces());
    }

    @Test
    void verifiesAFileAtEveryRead() throws IOException {
        ModelPack pack = ModelPack.open(pack());
        assertArrayEquals(new byte[] {1, 2, 3}, pack.read("model.onnx"));
        Files.write(pack.directory().resolve("model.onnx"), new byte[] {1, 2, 4});
        InvalidPackException changed = assertThrows(InvalidPackException.class, () -> pack.read("model.onnx"));
        assertTrue(changed.faults().getFirst().startsWith("model.onnx has SHA-256 "), changed.getMessage());
        Files.delete(pack.directory().resolve("model.onnx"));
        assertEquals(
                List.of("model.onnx is missing or not a plain file"),
                assertThrows(InvalidPackException.class, () -> pack.read("model.onnx"))
                        .faults());
        assertEquals(
                List.of("../secret is not listed in the manifest"),
                assertThrows(InvalidPackException.class, () -> pack.read("../secret"))
                        .faults());
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.onnx", "spec.yaml", "training-rows.bin"})
    void refusesOneFlippedBit(String file) throws IOException {
        Path pack = pack();
        byte[] content = Files.readAllBytes(pack.resolve(file));
        content[content.length / 2] ^= 1;
        Files.write(pack.resolve(file), content);
        assertTrue(fault(pack).contains(file + " has SHA-256 "));
    }

    @Test
    void namesAllFaultsAtOnce() throws IOException {
        Path pack = pack();
        Files.delete(pack.resolve("training-rows.bin"));
        Files.write(pack.resolve("model.onnx"), new byte[] {1});
        Files.createDirectory(pack.resolve("more"));
        Files.write(pack.resolve("more/extra.txt"), new byte[] {1});
        Files.createSymbolicLink(pack.resolve("link"), Path.of("/etc/hostname"));
        InvalidPackException e = assertThrows(InvalidPackException.class, () -> ModelPack.open(pack));
        String all = String.join("\n", e.faults());
        assertEquals(4, e.faults().size(), all);
        assertTrue(all.contains("training-rows.bin is listed but missing"));
        assertTrue(all.contains("model.onnx has 1 bytes, the manifest says 3"));
        assertTrue(all.contains("more/extra.txt is not listed"));
        assertTrue(all.contains("link is a link or not a plain file"));
    }

    @Test
    void refusesAListedFileThatIsALink() throws IOException {
        Path pack = pack();
        Path elsewhere = folder.resolve("elsewhere");
        Files.move(pack.resolve("model.onnx"), elsewhere);
        Files.createSymbolicLink(pack.resolve("model.onnx"), elsewhere);
        assertTrue(fault(pack).contains("model.onnx is a link"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "/etc/passwd", "a//b", ".hidden", "a/../../b", "manifest.json"})
    void refusesPathsOutsideThePack(String path) throws IOException {
        Path pack = pack();
        String manifest = Files.readString(pack.resolve("manifest.json"));
        Files.writeString(pack.resolve("manifest.json"), manifest.replace("training-rows.bin", path));
        assertTrue(fault(pack).contains("manifest.json: files[2].path"), () -> fault(pack));
    }

    @Test
    void namesEveryFaultOfAManifest() {
        byte[] wrong = """
                {"format": "trivium-pack/3", "name": "Toy", "version": "one", "created": "yesterday", "task": "toy",
                 "files": [{"path": "model.onnx", "sha256": "00", "bytes": -1}, {"path": "model.onnx", "sha256": "%s", "bytes": 1}],
                 "provenance": {"seed": 1, "data": {"name": "d", "rows": 1}, "metrics": {"auc": "high"}}, "extra": 1}
                """.formatted("0".repeat(64)).getBytes(StandardCharsets.UTF_8);
        List<String> faults = assertThrows(InvalidPackException.class, () -> PackManifest.parse(wrong))
                .faults();
        assertEquals(10, faults.size(), () -> String.join("\n", faults));
        assertTrue(String.join("\n", faults).contains("manifest.json: files does not list spec.yaml"));
    }

    @Test
    void refusesDuplicateKeysAndTrailingText() {
        assertThrows(
                InvalidPackException.class,
                () -> PackManifest.parse("{\"format\": 1, \"format\": 2}".getBytes(StandardCharsets.UTF_8)));
        assertThrows(InvalidPackException.class, () -> PackManifest.parse("{} {}".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void leavesNothingBehindWhenItCannotWrite() throws IOException {
        pack();
        assertThrows(FileAlreadyExistsException.class, this::pack);
        PackWriter incomplete = new PackWriter(
                        new ModelName("toy"), new VersionNumber("1"), Instant.EPOCH, TestPacks.provenance())
                .model(new byte[] {1});
        assertThrows(InvalidPackException.class, () -> incomplete.write(folder.resolve("other")));
        assertFalse(Files.exists(folder.resolve("other")));
        try (var files = Files.list(folder)) {
            assertEquals(
                    List.of("toy"),
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }
}
