package io.trivium.runtime.registry.store;

import io.trivium.core.sql.SqlFailure;
import io.trivium.core.sql.SqlQuery;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.SigningKeys;
import io.trivium.runtime.pack.TrustedKeys;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** The keys whose signatures of packs are trusted in this installation. Thread-safe. */
@ApplicationScoped
public class PackTrust {
    private static final Logger LOG = Logger.getLogger(PackTrust.class);

    /** The name of this installation's own key. */
    private static final String OWN = "platform";

    private static final long FRESH_NANOS = 2_000_000_000L;

    private static final SqlQuery<Key> KEYS =
            SqlQuery.of(Key.class, "select name, public_key from pack_key where approved_by is not null limit 1000");

    private final Map<String, PublicKey> configured;
    private final boolean required;
    private final DataSource database;
    private volatile State state;

    /** @param readAt of {@link System#nanoTime}; 0 for those of the configuration alone */
    private record State(TrustedKeys keys, long readAt) {}

    /** @param publicKey in PEM form */
    private record Key(String name, String publicKey) {}

    PackTrust(RegistryConfig config, DataSource database) {
        Map<String, PublicKey> read = new HashMap<>();
        Map<String, Path> files = new HashMap<>(config.trustedKeys());
        config.publicKey().ifPresent(own -> files.put(OWN, own));
        for (Map.Entry<String, Path> key : files.entrySet()) {
            try {
                read.put(key.getKey(), SigningKeys.readPublic(key.getValue()));
            } catch (IOException | IllegalArgumentException e) {
                throw new IllegalStateException(
                        "platform.runtime.registry.trusted-keys." + key.getKey() + " cannot be used: " + e, e);
            }
        }
        this.configured = Map.copyOf(read);
        this.required = config.requireSignature();
        this.database = database;
        this.state = new State(new TrustedKeys(configured, required), 0);
    }

    /** Reads the keys now; a key that cannot be used stops the start. */
    public void check() {
        LOG.infof("signatures of packs: %s", keys());
    }

    /** Refuses a pack whose signature is wrong, or missing where it is required.
     * @param needed false for a pack that came with the software, or was registered before signatures were required
     * @throws io.trivium.runtime.pack.InvalidPackException with the reason */
    public void require(PackManifest manifest, boolean needed) {
        keys().require(manifest, needed);
    }

    /** The keys of the configuration, and those that operators added, at most two seconds old. */
    public TrustedKeys keys() {
        State known = state;
        if (known.readAt() != 0 && System.nanoTime() - known.readAt() < FRESH_NANOS) return known.keys();
        return reload();
    }

    /** Reads the keys that operators added; those known before count while PostgreSQL does not answer. */
    public TrustedKeys reload() {
        Map<String, PublicKey> all = new HashMap<>();
        try (Connection connection = database.getConnection()) {
            KEYS.on(connection).each(key -> all.put(key.name, SigningKeys.publicKey("key " + key.name, key.publicKey)));
        } catch (SQLException | SqlFailure e) {
            LOG.warnf("the keys that operators added cannot be read for the moment: %s", e.getMessage());
            return state.keys();
        }
        all.putAll(configured);
        State now = new State(new TrustedKeys(all, required), System.nanoTime());
        state = now;
        return now.keys();
    }

    public TrustedKeys.Verdict judge(PackManifest manifest) {
        return keys().judge(manifest);
    }
}
