package io.trivium.runtime.expert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.trivium.runtime.execution.Execution;
import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.execution.ModelSignature;
import io.trivium.runtime.execution.ServedModel;
import io.trivium.runtime.expert.piece.ExpertConfig;
import io.trivium.runtime.export.ExpertPacks;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.serving.ServingConfig;
import io.trivium.runtime.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way a GPU is served, on a processor. */
class FusedServingTest {
    private static final int ROWS = 5;

    @TempDir
    private Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ServingConfig serving = config(Map.of()).getConfigMapping(ServingConfig.class);
    private final ExpertCatalogue catalogue =
            new ExpertCatalogue(serving, config(Map.of()).getConfigMapping(ExpertConfig.class), meters);

    private static SmallRyeConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(settings, "test", 1_000))
                .withMapping(ServingConfig.class)
                .withMapping(ExpertConfig.class)
                .build();
    }

    @AfterEach
    void stop() {
        catalogue.stop();
    }

    private PackLoader loader(boolean fused) {
        Map<String, String> settings = Map.of("platform.runtime.serving.fused", Boolean.toString(fused));
        return new PackLoader(config(settings).getConfigMapping(ServingConfig.class), catalogue);
    }

    @Test
    void theFusedGraphAnswersWhatThePiecesAnswer() throws ExecutionException {
        ModelPack pack = ExpertPacks.cardsWithFusedGraph(folder.resolve("pack"), "cards", "1");
        ServedModel pieces = loader(false).load(pack);
        ServedModel fused = loader(true).load(pack);
        Map<String, Tensor> request = request();
        assertArrayEquals(risks(pieces, request), risks(fused, request), 1e-5f);
        assertEquals(
                List.of("events", "features"),
                fused.signature().inputs().stream()
                        .map(ModelSignature.Port::name)
                        .toList(),
                "the input that masks experts is not for requests");
        pieces.release();
        fused.release();
        assertFalse(fused.retain());
    }

    @Test
    void aPackWithoutAFusedGraphIsServedInPieces() {
        ServedModel model = loader(true).load(ExpertPacks.cards(folder.resolve("pack"), "cards", "1"));
        assertEquals(1, catalogue.models().size());
        model.release();
    }

    @Test
    void theFusedGraphIsNotInTheCatalogueOfExperts() {
        ServedModel model = loader(true).load(ExpertPacks.cardsWithFusedGraph(folder.resolve("pack"), "cards", "1"));
        assertTrue(catalogue.models().isEmpty());
        model.release();
    }

    private static Map<String, Tensor> request() {
        Random random = new Random(20261125);
        float[] events = new float[ROWS * 4 * 4];
        float[] features = new float[ROWS * 5];
        for (int i = 0; i < events.length; i++) events[i] = i % 4 == 0 ? 1 : (float) random.nextGaussian();
        for (int i = 0; i < features.length; i++) features[i] = (float) random.nextGaussian();
        return Map.of(
                "events", SmallNetwork.tensor("events", events, ROWS, 4, 4),
                "features", SmallNetwork.tensor("features", features, ROWS, 5));
    }

    private static float[] risks(ServedModel model, Map<String, Tensor> request) throws ExecutionException {
        try (Execution execution = model.start(request, List.of("risk"), null)) {
            boolean more = true;
            while (more) more = execution.advance();
            Tensor risks = execution.outputs().getFirst();
            float[] values = new float[ROWS];
            risks.data().asFloatBuffer().get(values);
            return values;
        }
    }
}
