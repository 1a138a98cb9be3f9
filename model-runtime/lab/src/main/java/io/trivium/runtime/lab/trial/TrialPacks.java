package io.trivium.runtime.lab.trial;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.export.MoePackExport;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.PackSigner;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.pack.TrustedKeys;
import io.trivium.runtime.training.network.TaskData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Map;
import java.util.stream.LongStream;

/** Writes the packs of a trial, signed by a key of its own. Not thread-safe. */
final class TrialPacks {
    static final String MODEL = "gate-trial";

    private final Path folder;
    private final KeyPair trusted = keys();
    private int count;

    TrialPacks(Path folder) {
        this.folder = folder;
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has Ed25519", e);
        }
    }

    TrustedKeys trust() {
        return new TrustedKeys(Map.of("trial", trusted.getPublic()), false);
    }

    /** The signer of a pack. */
    enum Signer {
        TRUSTED,
        STRANGER,
        NOBODY
    }

    /**
     * Writes one.
     *
     * @param seen rows that it was trained or chosen by
     * @param replaced files in the place of those that the weights give, by their path
     */
    ModelPack write(Parameters weights, TaskData rows, long[] seen, Signer signer, Map<String, byte[]> replaced)
            throws IOException {
        String version = Integer.toString(++count);
        PackManifest.Provenance provenance = new PackManifest.Provenance(
                "trial",
                1,
                "evaluate gates",
                new PackManifest.TrainingData("simulated", "", "", "", rows.rows(), rows.positives()),
                Map.of());
        PackWriter writer = new PackWriter(new ModelName(MODEL), new VersionNumber(version), Instant.EPOCH, provenance);
        new MoePackExport(TrialWorld.SPEC.getBytes(StandardCharsets.UTF_8), weights).addTo(writer);
        replaced.forEach(writer::file);
        ModelPack pack =
                writer.trainingRows(LongStream.of(seen).distinct().toArray()).write(folder.resolve(version));
        return switch (signer) {
            case TRUSTED -> signed(pack, trusted);
            case STRANGER -> signed(pack, keys());
            case NOBODY -> pack;
        };
    }

    private static ModelPack signed(ModelPack pack, KeyPair pair) throws IOException {
        return new PackSigner(pair.getPrivate(), pair.getPublic()).sign(pack.directory());
    }
}
