package io.trivium.industrial.rul;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The asset types whose remaining life can be estimated: those of the configured directory, then those bundled. Thread-safe. */
@ApplicationScoped
class LifeTypes {
    private static final Logger LOG = Logger.getLogger(LifeTypes.class);
    private static final String BUNDLED = "/life/";

    private final RulConfig config;
    private final ObjectMapper json = JsonMapper.builder().build();
    private final Map<String, Optional<LifeType>> known = new ConcurrentHashMap<>();

    LifeTypes(RulConfig config) {
        this.config = config;
    }

    /** What an asset type is estimated with; read once. A file that cannot be read counts as none, and is logged. */
    Optional<LifeType> find(String assetType) {
        return known.computeIfAbsent(assetType, this::read);
    }

    private Optional<LifeType> read(String assetType) {
        String name = assetType + ".json";
        try (InputStream in = open(name)) {
            return in == null ? Optional.empty() : Optional.of(json.readValue(in, LifeType.class));
        } catch (IOException e) {
            LOG.errorf(e, "the life profile %s cannot be read; assets of this type are not estimated", name);
            return Optional.empty();
        }
    }

    private @Nullable InputStream open(String name) throws IOException {
        Path file = config.profiles().map(directory -> directory.resolve(name)).orElse(null);
        return file != null && Files.isRegularFile(file)
                ? Files.newInputStream(file)
                : LifeTypes.class.getResourceAsStream(BUNDLED + name);
    }
}
