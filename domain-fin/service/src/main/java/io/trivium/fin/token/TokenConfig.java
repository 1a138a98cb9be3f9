package io.trivium.fin.token;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The key that numbers of cards and accounts become tokens with. Without one, numbers are refused and only tokens are
 * taken.
 */
@ConfigMapping(prefix = "platform.fin.token")
public interface TokenConfig {

    /** File with the key: at least 32 random bytes in Base64 (plain or URL-safe). Wins over {@link #key}. */
    Optional<Path> keyFile();

    /** The key itself, as in the file; for environments that hand secrets over as variables. */
    Optional<String> key();

    /**
     * Name of the key, written into every token: a lower-case letter and up to seven letters or digits. A new key needs
     * a new name, and gives every card a new token: its history starts from scratch, so the key must be changed only
     * when necessary.
     */
    @WithDefault("k1")
    String keyId();
}
