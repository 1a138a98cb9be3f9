package io.trivium.runtime.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.export.OfflineSession.Floats;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.testing.TestPacks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MoePackExportTest {
    private static final byte[] CARDS = Networks.CARDS.getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private static PackWriter writer() {
        return new PackWriter(
                new ModelName("cards"),
                new VersionNumber("1"),
                Instant.parse("2026-11-25T00:00:00Z"),
                TestPacks.provenance());
    }

    @Test
    void aPackHoldsWeightsBiasesAndEveryPiece() throws IOException {
        Networks.Network network = Networks.random(Networks.CARDS, 31);
        ModelPack pack =
                new MoePackExport(CARDS, network.parameters()).addTo(writer()).write(folder.resolve("pack"));
        for (String path : MoePieces.paths(network.spec().topology())) {
            assertTrue(Files.isRegularFile(pack.directory().resolve(path)), path);
        }
        assertEquals(2 + 3 * (1 + 7), MoePieces.paths(network.spec().topology()).size());
        assertFalse(Files.exists(pack.directory().resolve("fused.onnx")));
        Parameters weights = Parameters.read(pack.directory().resolve("weights.safetensors"));
        assertEquals(network.parameters().names().size(), weights.names().size());
        assertArrayEquals(
                network.parameters().get("layers.1.attention.q.weight"), weights.get("layers.1.attention.q.weight"));
        Parameters biases = Parameters.read(pack.directory().resolve("router.safetensors"));
        assertEquals(3, biases.names().size());
        assertArrayEquals(network.parameters().get("layers.2.router.bias"), biases.get("layers.2.bias"));
    }

    @Test
    void aNetworkWithoutRoutingBecomesOneGraph() throws IOException {
        String yaml = Networks.CARDS.replace("topK: 2", "topK: 1").replace("{general: 3, special: 4}", "{special: 1}");
        Networks.Network network = Networks.random(yaml, 37);
        MoePackExport export = new MoePackExport(yaml.getBytes(StandardCharsets.UTF_8), network.parameters());
        ModelPack pack = export.addTo(writer()).write(folder.resolve("pack"));
        assertFalse(pack.isOfPieces());
        assertEquals(3, pack.manifest().files().size(), "specification, weights and graph");
        assertThrows(IllegalArgumentException.class, () -> export.quantise(Map.of()));
    }

    @Test
    void theFusedGraphComesOnDemand() throws IOException {
        Networks.Network network = Networks.random(Networks.CARDS, 32);
        ModelPack pack = new MoePackExport(CARDS, network.parameters())
                .fused()
                .addTo(writer())
                .write(folder.resolve("pack"));
        assertTrue(Files.size(pack.directory().resolve("fused.onnx")) > 10_000);
    }

    @Test
    void fourBitPiecesAnswerNearlyAsTheFullOnes() throws OrtException {
        Networks.Network network = Networks.random(Networks.CARDS, 33);
        MoePackExport export = new MoePackExport(CARDS, network.parameters());
        MoePackExport.Quantised quantised = export.quantise(Networks.inputs(network, 300, 34));
        // Three layers of four projections and seven experts of two matrices each.
        assertEquals(3 * (4 + 7 * 2), quantised.fitted() + quantised.rounded());
        assertTrue(quantised.fitted() >= 3 * 4, "only " + quantised.fitted() + " were fitted");
        Map<String, Floats> inputs = Networks.inputs(network, 50, 35);
        double difference = 0;
        double size = 0;
        try (OfflineNetwork full = new OfflineNetwork(network.pieces(), network.spec(), network.parameters());
                OfflineNetwork four = new OfflineNetwork(export.pieces(), network.spec(), network.parameters())) {
            float[] expected = OfflineNetwork.piece(full.run(inputs), "risk").values();
            float[] actual = OfflineNetwork.piece(four.run(inputs), "risk").values();
            for (int i = 0; i < expected.length; i++) {
                difference += Math.abs(expected[i] - actual[i]);
                size += Math.abs(expected[i]);
            }
        }
        assertTrue(difference < 0.25 * size, difference + " of " + size);
    }

    @Test
    void weightsOfAnotherNetworkAreRefused() {
        Parameters other = Networks.random(Networks.PUMPS, 36).parameters();
        assertThrows(IllegalArgumentException.class, () -> new MoePackExport(CARDS, other));
    }
}
