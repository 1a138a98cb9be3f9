package io.trivium.runtime.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.testing.TestPacks;
import io.trivium.runtime.tool.RuntimeTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code export}. */
class ExportToolTest {
    private static final byte[] CARDS = Networks.CARDS.getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void weightsAndASpecificationBecomeAPack() throws IOException {
        Files.write(folder.resolve("spec.yaml"), CARDS);
        Networks.random(Networks.CARDS, 41).parameters().write(folder.resolve("weights.safetensors"));
        assertEquals(0, export("--weights", path("weights.safetensors"), "--spec", path("spec.yaml"), "--fused"));
        ModelPack pack = ModelPack.open(folder.resolve("out"));
        assertEquals(new ModelName("cards"), pack.manifest().name());
        assertEquals(new VersionNumber("1"), pack.manifest().version());
        assertTrue(Files.exists(folder.resolve("out/fused.onnx")));
    }

    @Test
    void theFusedGraphComesInHalfPrecision() throws IOException {
        Files.write(folder.resolve("spec.yaml"), CARDS);
        Networks.random(Networks.CARDS, 41).parameters().write(folder.resolve("weights.safetensors"));
        assertEquals(0, export("--weights", path("weights.safetensors"), "--spec", path("spec.yaml"), "--half"));
        ModelPack pack = ModelPack.open(folder.resolve("out"));
        assertEquals("export --half", pack.manifest().provenance().command());
        long half = Files.size(folder.resolve("out/fused.onnx"));
        long pieces = pack.manifest().files().stream()
                .filter(file -> file.path().startsWith(ModelPack.PIECES))
                .mapToLong(PackManifest.PackFile::bytes)
                .sum();
        assertTrue(half < 0.8 * pieces, half + " and " + pieces + " bytes");
    }

    @Test
    void aPackBecomesAFourBitVersionOfItself() throws IOException {
        Networks.Network network = Networks.random(Networks.CARDS, 42);
        PackWriter writer = new PackWriter(
                new ModelName("cards"),
                new VersionNumber("3"),
                Instant.parse("2026-11-25T00:00:00Z"),
                TestPacks.provenance());
        new MoePackExport(CARDS, network.parameters())
                .addTo(writer)
                .trainingRows(new long[] {7, -3})
                .write(folder.resolve("full"));
        SafetensorsWriter rows = new SafetensorsWriter();
        Networks.inputs(network, 100, 43).forEach((name, input) -> rows.add(name, input.shape(), input.values()));
        rows.write(folder.resolve("rows.safetensors"));
        assertEquals(
                0,
                export(
                        "--pack", path("full"),
                        "--model-version", "3.1",
                        "--quantize", "gptq4",
                        "--calibration", path("rows.safetensors"),
                        "--calibration-rows", "64"));
        ModelPack pack = ModelPack.open(folder.resolve("out"));
        assertEquals(new VersionNumber("3.1"), pack.manifest().version());
        assertEquals(
                "test; export --quantize gptq4 --calibration-rows 64",
                pack.manifest().provenance().command());
        assertArrayEquals(new long[] {7, -3}, pack.trainingRows());
        assertTrue(text("out/pieces/layer-1/expert-general-02.onnx").contains("MatMulNBits"));
        assertTrue(text("out/pieces/layer-2.onnx").contains("MatMulNBits"));
        assertFalse(text("full/pieces/layer-1/expert-general-02.onnx").contains("MatMulNBits"));
    }

    @Test
    void whatCannotBeExportedIsRefusedAndNothingIsWritten() throws IOException {
        Files.write(folder.resolve("spec.yaml"), CARDS);
        Networks.random(Networks.PUMPS, 44).parameters().write(folder.resolve("weights.safetensors"));
        assertEquals(2, export("--weights", path("weights.safetensors"), "--spec", path("spec.yaml")));
        assertEquals(2, export("--weights", path("weights.safetensors")));
        assertEquals(2, export("--weights", path("none.safetensors"), "--spec", path("spec.yaml")));
        assertEquals(2, export("--pack", path("none"), "--quantize", "gptq4"));
        assertFalse(Files.exists(folder.resolve("out")));
    }

    private int export(String... options) {
        String[] all = new String[options.length + 3];
        all[0] = "export";
        System.arraycopy(options, 0, all, 1, options.length);
        all[options.length + 1] = "--out";
        all[options.length + 2] = path("out");
        return RuntimeTool.run(all);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name), StandardCharsets.ISO_8859_1);
    }
}
