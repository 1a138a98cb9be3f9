package io.trivium.runtime.expert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.execution.Execution;
import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.execution.ServedModel;
import io.trivium.runtime.expert.piece.ExpertConfig;
import io.trivium.runtime.expert.piece.ExpertState;
import io.trivium.runtime.expert.piece.PieceFile;
import io.trivium.runtime.expert.piece.PieceFiles;
import io.trivium.runtime.expert.piece.PiecePath;
import io.trivium.runtime.export.MoePackExport;
import io.trivium.runtime.moe.ExpertId;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.serving.ServingConfig;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.testing.TestPacks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs as the exporter writes them, loaded as the service does. */
class ExpertCatalogueTest {
    private static final ExpertId EXPERT = new ExpertId(1, "fin", 2);

    @TempDir
    private Path folder;

    private final SmallNetwork network = SmallNetwork.ordinary();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final SmallRyeConfig config = config(Map.of());
    private final ServingConfig serving = config.getConfigMapping(ServingConfig.class);
    private final ExpertCatalogue catalogue =
            new ExpertCatalogue(serving, config.getConfigMapping(ExpertConfig.class), meters);
    private final PackLoader loader = new PackLoader(serving, catalogue);

    private static SmallRyeConfig config(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.put("platform.runtime.expert.paging-interval", "1h");
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(all, "test", 1_000))
                .withMapping(ServingConfig.class)
                .withMapping(ExpertConfig.class)
                .build();
    }

    @AfterEach
    void stop() {
        catalogue.stop();
    }

    private ModelPack pack(String version) throws IOException {
        PackWriter writer = new PackWriter(
                new ModelName(SmallNetwork.NAME),
                new VersionNumber(version),
                Instant.parse("2026-11-25T00:00:00Z"),
                TestPacks.provenance());
        return new MoePackExport(network.yaml(), network.parameters)
                .addTo(writer)
                .write(folder.resolve(version));
    }

    private static float[] run(ServedModel model, Map<String, Tensor> inputs) throws ExecutionException {
        try (Execution execution = model.start(inputs, List.of("risk"), null)) {
            boolean more = execution.advance();
            while (more) more = execution.advance();
            return SmallNetwork.floats(execution.outputs().getFirst());
        }
    }

    private ExpertView view(String version, ExpertId id) {
        return catalogue
                .model(new ModelName(SmallNetwork.NAME), new VersionNumber(version))
                .orElseThrow()
                .experts()
                .stream()
                .filter(expert -> expert.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void servesAPackAsTheExporterWritesItAndCountsWhatItsExpertsDo() throws IOException, ExecutionException {
        ServedModel model = loader.load(pack("1.2"));
        Map<String, Tensor> inputs = network.inputs(12, 5);
        ExpertTestBase.assertClose(network.answer(inputs), run(model, inputs), "exported");
        ExpertModelView view = catalogue
                .model(new ModelName(SmallNetwork.NAME), new VersionNumber("1.2"))
                .orElseThrow();
        assertEquals(network.spec.topology(), view.topology());
        assertEquals(21, view.experts().size());
        assertEquals(List.of(), view.tenants());
        assertTrue(view.experts().stream().allMatch(expert -> expert.state() == ExpertState.RESIDENT));
        long bytes = view.experts().stream().mapToLong(ExpertView::bytes).sum();
        assertEquals(bytes, catalogue.usedBytes());
        assertTrue(model.residentBytes() > bytes, "the trunk is open, too");
        long tokens = view.experts().stream().mapToLong(ExpertView::tokens).sum();
        // 12 rows of 4 tokens and the runs of the warm-up, 3 of one row and one of 8; the last layer takes one token
        // per row.
        assertEquals((12 + 3 + 8) * 2 * (4 + 4 + 1), tokens);
        assertEquals(
                (double) tokens,
                meters.get(ExpertMetrics.TOKENS).functionCounters().stream()
                        .mapToDouble(counter -> counter.count())
                        .sum());
        model.release();
        assertEquals(Optional.empty(), catalogue.model(new ModelName(SmallNetwork.NAME), new VersionNumber("1.2")));
        assertEquals(0, catalogue.usedBytes());
        assertTrue(meters.find(ExpertMetrics.TOKENS).functionCounters().isEmpty(), "its meters are gone");
    }

    @Test
    void commandsHoldForOneVersion() throws IOException, ExecutionException {
        ServedModel first = loader.load(pack("1"));
        ServedModel second = loader.load(pack("2"));
        Map<String, Tensor> inputs = network.inputs(12, 5);
        catalogue.mask(new ModelName(SmallNetwork.NAME), new VersionNumber("1"), EXPERT, true);
        assertEquals(ExpertState.MASKED, view("1", EXPERT).state());
        assertEquals(ExpertState.RESIDENT, view("2", EXPERT).state());
        ExpertTestBase.assertClose(network.answer(inputs, EXPERT::equals), run(first, inputs), "masked");
        ExpertTestBase.assertClose(network.answer(inputs), run(second, inputs), "whole");
        catalogue.mask(new ModelName(SmallNetwork.NAME), new VersionNumber("1"), EXPERT, false);
        catalogue.maskGroup(new ModelName(SmallNetwork.NAME), new VersionNumber("2"), "fin", true);
        ExpertTestBase.assertClose(network.answer(inputs), run(first, inputs), "whole again");
        ExpertTestBase.assertClose(
                network.answer(inputs, id -> id.group().equals("fin")), run(second, inputs), "without fin");
        assertFalse(view("2", EXPERT).pinned());
        catalogue.pin(new ModelName(SmallNetwork.NAME), new VersionNumber("2"), EXPERT, true);
        assertTrue(view("2", EXPERT).pinned());
        assertEquals(
                List.of("1", "2"),
                catalogue.models().stream().map(each -> each.version().value()).toList());
        first.release();
        second.release();
    }

    @Test
    void refusesCommandsToWhatIsNotThere() throws IOException {
        ServedModel model = loader.load(pack("1"));
        ExpertId none = new ExpertId(1, "fin", 40);
        assertEquals(
                RuntimeErrorCode.EXPERT_NOT_FOUND,
                assertThrows(
                                PlatformException.class,
                                () -> catalogue.mask(
                                        new ModelName(SmallNetwork.NAME), new VersionNumber("1"), none, true))
                        .code());
        assertEquals(
                RuntimeErrorCode.EXPERT_NOT_FOUND,
                assertThrows(
                                PlatformException.class,
                                () -> catalogue.maskGroup(
                                        new ModelName(SmallNetwork.NAME), new VersionNumber("1"), "med", true))
                        .code());
        assertEquals(
                RuntimeErrorCode.MODEL_VERSION_NOT_FOUND,
                assertThrows(
                                PlatformException.class,
                                () -> catalogue.mask(
                                        new ModelName(SmallNetwork.NAME), new VersionNumber("2"), EXPERT, true))
                        .code());
        assertEquals(1L << 30, catalogue.budgetBytes());
        model.release();
    }

    @Test
    void keepsWhatWasPutIntoAVersionForItsNextLoad() throws IOException, ExecutionException {
        SmallNetwork other = new SmallNetwork("{general: 3, fin: 4}", 2, "last", 99);
        Map<String, Tensor> inputs = network.inputs(12, 5);
        ModelPack pack = pack("1");
        Path store = folder.resolve("store");
        SmallRyeConfig stored = config(Map.of("platform.runtime.expert.store", store.toString()));
        float[] own;
        try (Catalogue first = new Catalogue(stored, meters)) {
            ServedModel model = first.loader.load(pack);
            assertThrows(
                    InvalidPackException.class,
                    () -> first.catalogue.replace(
                            new ModelName(SmallNetwork.NAME),
                            new VersionNumber("1"),
                            pieces("damaged", "", other, 0, 4)));
            Path given = pieces("given", "", other, 0, 0);
            first.catalogue.replace(new ModelName(SmallNetwork.NAME), new VersionNumber("1"), given);
            first.catalogue.replace(
                    new ModelName(SmallNetwork.NAME), new VersionNumber("1"), pieces("again", "", other, 0, 0));
            first.catalogue.replace(
                    new ModelName(SmallNetwork.NAME), new VersionNumber("1"), pieces("tenant", "bank-a", other, 1, 0));
            first.catalogue.replace(
                    new ModelName(SmallNetwork.NAME),
                    new VersionNumber("1"),
                    pieces("tenant-b", "bank-b", other, 2, 0));
            first.catalogue.removeTenant(
                    new ModelName(SmallNetwork.NAME), new VersionNumber("1"), new TenantId("bank-b"));
            own = run(model, inputs);
            model.release();
        }
        try (Catalogue second = new Catalogue(stored, new SimpleMeterRegistry())) {
            ServedModel model = second.loader.load(pack);
            assertArrayEquals(own, run(model, inputs), 1e-6f);
            ExpertTestBase.assertClose(
                    network.answer(inputs, id -> false, id -> id.toString().equals("layer-0/fin-00") ? other : network),
                    own,
                    "with the expert that was put in");
            assertEquals(new TenantId("bank-a"), model.variant(new TenantId("bank-a")));
            assertNull(model.variant(new TenantId("bank-b")));
            model.release();
        }
        try (Stream<Path> sets = Files.list(store.resolve(SmallNetwork.NAME).resolve("1"))) {
            assertEquals(2, sets.count(), "one for everybody, one for bank-a; nothing refused, replaced or removed");
        }
    }

    /** A catalogue of its own. */
    private static final class Catalogue implements AutoCloseable {
        final ExpertCatalogue catalogue;
        final PackLoader loader;

        Catalogue(SmallRyeConfig config, SimpleMeterRegistry meters) {
            ServingConfig serving = config.getConfigMapping(ServingConfig.class);
            this.catalogue = new ExpertCatalogue(serving, config.getConfigMapping(ExpertConfig.class), meters);
            this.loader = new PackLoader(serving, catalogue);
        }

        @Override
        public void close() {
            catalogue.stop();
        }
    }

    /** A set of one expert of group fin, some bytes of whose file are changed after it was listed. */
    private Path pieces(String name, String tenant, SmallNetwork from, int index, int damaged) throws IOException {
        Path directory = folder.resolve(name);
        String path = PiecePath.expert(new ExpertId(0, "fin", index));
        byte[] content = from.expert(new ExpertId(0, "fin", index));
        PieceFile file = SmallNetwork.write(directory, path, content);
        for (int i = 0; i < damaged; i++) content[100 + i] ^= 1;
        Files.write(directory.resolve(path), content);
        Files.writeString(directory.resolve(PieceFiles.MANIFEST), """
                {"format": "trivium-experts/1", "model": "cards", "version": "1", %s
                 "files": [{"path": "%s", "sha256": "%s", "bytes": %d}]}
                """.formatted(
                        tenant.isEmpty() ? "" : "\"tenant\": \"" + tenant + "\",", path, file.sha256(), file.bytes()));
        return directory;
    }

    @Test
    void servesOneGraphAsBefore() throws ExecutionException {
        ServedModel model = loader.load(TestPacks.weightedSum(folder.resolve("sum"), "sum", "1", 10, ""));
        Map<String, Tensor> inputs = Map.of("x", SmallNetwork.tensor("x", new float[] {1, 2, 3, 0, 0, 0}, 2, 3));
        try (Execution execution = model.start(inputs, List.of("sum"), null)) {
            assertFalse(execution.advance());
            assertEquals(
                    List.of(24f, 10f),
                    List.of(
                            SmallNetwork.floats(execution.outputs().getFirst())[0],
                            SmallNetwork.floats(execution.outputs().getFirst())[1]));
        }
        assertEquals(List.of(), catalogue.models());
        model.release();
    }
}
