package io.trivium.runtime.export;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.testing.TestPacks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;

/** Packs of small mixtures of experts with random weights, for tests of other packages. */
public final class ExpertPacks {
    private ExpertPacks() {}

    /**
     * Three layers, groups {@code general} of 3 and {@code special} of 4 experts; inputs {@code events} [-1, 4, 4] and
     * {@code features} [-1, 5], output {@code risk} [-1, 1].
     */
    public static ModelPack cards(Path directory, String name, String version) {
        return cards(directory, name, version, 31);
    }

    /** The same with other weights. */
    public static ModelPack cards(Path directory, String name, String version, long seed) {
        return write(export(seed), directory, name, version);
    }

    /** The same with a fused graph. */
    public static ModelPack cardsWithFusedGraph(Path directory, String name, String version) {
        return write(export(31).fused(), directory, name, version);
    }

    private static MoePackExport export(long seed) {
        Networks.Network network = Networks.random(Networks.CARDS, seed);
        return new MoePackExport(Networks.CARDS.getBytes(StandardCharsets.UTF_8), network.parameters());
    }

    private static ModelPack write(MoePackExport export, Path directory, String name, String version) {
        try {
            return export.addTo(new PackWriter(
                            new ModelName(name),
                            new VersionNumber(version),
                            Instant.parse("2026-11-25T00:00:00Z"),
                            TestPacks.provenance()))
                    .write(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
