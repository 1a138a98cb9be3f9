package io.trivium.runtime.registry.store;

import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.SigningKeys;
import io.trivium.runtime.pack.TrustedKeys;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/** The keys whose signatures of packs are trusted in this installation. Thread-safe. */
@ApplicationScoped
public class PackTrust {
    private static final Logger LOG = Logger.getLogger(PackTrust.class);

    private final TrustedKeys keys;

    PackTrust(RegistryConfig config) {
        Map<String, PublicKey> read = new HashMap<>();
        for (Map.Entry<String, Path> key : config.trustedKeys().entrySet()) {
            try {
                read.put(key.getKey(), SigningKeys.readPublic(key.getValue()));
            } catch (IOException | IllegalArgumentException e) {
                throw new IllegalStateException(
                        "platform.runtime.registry.trusted-keys." + key.getKey() + " cannot be used: " + e, e);
            }
        }
        if (config.requireSignature() && read.isEmpty()) {
            throw new IllegalStateException("platform.runtime.registry.require-signature is true, but"
                    + " platform.runtime.registry.trusted-keys names no key, so no pack could serve");
        }
        this.keys = new TrustedKeys(read, config.requireSignature());
    }

    /** Reads the keys now; a key that cannot be used stops the start. */
    public void check() {
        LOG.debugf("signatures of packs: %s", keys);
    }

    /** Refuses a pack whose signature is wrong, or missing where it is required.
     * @throws io.trivium.runtime.pack.InvalidPackException with the reason */
    public void require(PackManifest manifest) {
        keys.require(manifest);
    }

    public TrustedKeys keys() {
        return keys;
    }

    public TrustedKeys.Verdict judge(PackManifest manifest) {
        return keys.judge(manifest);
    }
}
