package io.trivium.runtime.learning.update.step;

import io.trivium.core.error.PlatformException;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.learning.manifest.ManifestService;
import io.trivium.runtime.learning.update.Ownership;
import io.trivium.runtime.learning.update.UpdateChange;
import io.trivium.runtime.learning.update.UpdateConfig;
import io.trivium.runtime.learning.update.UpdateFailure;
import io.trivium.runtime.learning.update.UpdateRow;
import io.trivium.runtime.learning.update.UpdateState;
import io.trivium.runtime.learning.update.UpdateStep;
import io.trivium.runtime.learning.update.WorkDirectory;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.PackSigner;
import io.trivium.runtime.registry.Challengers;
import io.trivium.runtime.registry.TaskCatalogue;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Registers the trained packs, signed where there is a key, and records the data set they learned from. */
@ApplicationScoped
class RegisterStep implements UpdateStep {
    private final Challengers challengers;
    private final TaskCatalogue catalogue;
    private final ManifestService manifests;
    private final UpdateConfig config;

    RegisterStep(Challengers challengers, TaskCatalogue catalogue, ManifestService manifests, UpdateConfig config) {
        this.challengers = challengers;
        this.catalogue = catalogue;
        this.manifests = manifests;
        this.config = config;
    }

    @Override
    public UpdateState state() {
        return UpdateState.REGISTERING;
    }

    @Override
    public UpdateChange run(UpdateRow row, Ownership own) throws IOException {
        WorkDirectory work = WorkDirectory.of(config.work(), row.tenant(), row.id());
        register(row, row.requireChallenger(), work.pack());
        VersionNumber rival = row.rival();
        if (rival == null) return UpdateChange.to(UpdateState.GATING);
        // The trainer writes none for tasks without simple models.
        boolean written = Files.exists(work.rival()) || catalogue.isRegistered(row.model(), rival);
        if (written) register(row, rival, work.rival());
        return UpdateChange.to(UpdateState.GATING).set("rival", written ? rival : null);
    }

    private void register(UpdateRow row, VersionNumber version, Path pack) throws IOException {
        if (!catalogue.isRegistered(row.model(), version)) {
            try {
                sign(pack);
                if (row.settings().isForTenant()) challengers.registerOwn(row.tenant(), row.requestedBy(), pack);
                else challengers.register(row.tenant(), row.requestedBy(), pack);
            } catch (InvalidPackException e) {
                throw new UpdateFailure(
                        "pack-refused",
                        "The registry refuses what was trained: " + String.join("; ", e.faults())
                                + "; where a signature is missing, name a key with"
                                + " platform.runtime.learning.update.signing-key.",
                        e);
            } catch (PlatformException e) {
                throw new UpdateFailure(e.code().code(), e.detail(), e);
            }
        }
        manifests.addVersion(row.tenant(), row.requestedBy(), row.requireManifest(), row.model(), version);
    }

    /** Signed again with the same key, a pack is the same. */
    private void sign(Path directory) throws IOException {
        Optional<Path> key = config.signingKey();
        Optional<Path> publicKey = config.signingPublicKey();
        if (key.isEmpty() || publicKey.isEmpty()) return;
        try {
            PackSigner.read(key.orElseThrow(), publicKey.orElseThrow()).sign(directory);
        } catch (IllegalArgumentException e) {
            throw new UpdateFailure(
                    "signing-failed",
                    "The pack cannot be signed with platform.runtime.learning.update.signing-key: " + e.getMessage()
                            + "; it must be an Ed25519 key in PKCS #8.",
                    e);
        }
    }
}
