package io.trivium.industrial.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names of the domain's packs. */
final class Packs {
    /** The asset type of the simulated pumps. */
    static final String PUMP = "centrifugal-pump";

    /** The asset type of the simulated welding cells. */
    static final String WELDING_CELL = "welding-cell";

    private Packs() {}

    /** The asset type of a subset of C-MAPSS. */
    static String assetType(String subset) {
        return "cmapss-" + subset.toLowerCase(Locale.ROOT);
    }

    /** The model for the remaining useful life of assets of a type. */
    static String life(String assetType) {
        return "industrial-rul-" + assetType;
    }

    /** The model for the failure modes of assets of a type. */
    static String mode(String assetType) {
        return "industrial-failure-mode-" + assetType;
    }

    /** The model for defects of the cycles of assets of a type. */
    static String cycle(String assetType) {
        return "industrial-cycle-defect-" + assetType;
    }

    /** A pack's directory, checked.
     * @throws IOException when it was not named or is none */
    static Path required(@Nullable Path directory, String train) throws IOException {
        if (directory == null) {
            throw new IOException("no pack was named (--pack) and none is bundled; train one with " + train);
        }
        if (!Files.isRegularFile(directory.resolve("manifest.json"))) {
            throw new IOException(directory + " is no pack; train one with " + train);
        }
        return directory.toAbsolutePath();
    }
}
