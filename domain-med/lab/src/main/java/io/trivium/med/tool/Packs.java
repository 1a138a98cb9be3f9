package io.trivium.med.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The tool's access to packs. */
final class Packs {
    /** Outline of the nodule at a cube's centre. */
    static final String MASK = "med-nodule-mask";
    /** Ratings of an outlined nodule. */
    static final String RATING = "med-lung-nodule";
    /** The model that finds possible positions of nodules in a block of the volume. */
    static final String CANDIDATE = "med-nodule-candidate";
    /** Whether there is a nodule at a cube's centre. */
    static final String SUSPICION = "med-nodule-suspicion";

    private Packs() {}

    /** A pack's directory, checked.
     * @throws IOException when there is none */
    static Path required(Path directory, String what) throws IOException {
        if (!Files.isRegularFile(directory.resolve("manifest.json"))) {
            throw new IOException(directory + " is no pack (" + what + "); train one with ./trivium train med");
        }
        return directory;
    }

    /** Name and version, such as {@code med-lung-nodule:1}. */
    static String identity(Path pack) throws IOException {
        JsonNode manifest =
                new ObjectMapper().readTree(pack.resolve("manifest.json").toFile());
        return manifest.path("name").asText() + ":" + manifest.path("version").asText();
    }

    /** Hashes of the patients that a pack has seen, by {@code PatientSplit.hash}. */
    static Set<Long> seenPatients(Path... packs) throws IOException {
        Set<Long> seen = new HashSet<>();
        for (Path pack : packs) {
            Path list = pack.resolve("training-rows.bin");
            if (!Files.isRegularFile(list)) {
                throw new IOException(pack + " does not say which patients it was trained on (training-rows.bin)");
            }
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(list));
            while (bytes.remaining() >= Long.BYTES) seen.add(bytes.getLong());
        }
        return seen;
    }
}
