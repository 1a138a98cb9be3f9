package io.trivium.industrial.cycle;

import io.trivium.industrial.model.CycleProfile;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The asset types whose cycles can be judged, read once at the start. Thread-safe. */
@ApplicationScoped
class CycleTypes {
    private static final Logger LOG = Logger.getLogger(CycleTypes.class);
    private static final int DEPTH = 4;

    private final Map<String, CycleProfile> types = new TreeMap<>();

    CycleTypes(CycleConfig config) {
        for (Path path : config.profiles().orElse(List.of())) {
            for (Path file : files(path)) read(file);
        }
    }

    Optional<CycleProfile> find(String assetType) {
        return Optional.ofNullable(types.get(assetType));
    }

    private static List<Path> files(Path path) {
        if (Files.isRegularFile(path)) return List.of(path);
        try (Stream<Path> found = Files.walk(path, DEPTH)) {
            return found.filter(file -> file.getFileName().toString().endsWith(CycleProfile.ENDING))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            LOG.errorf(e, "profiles for cycles of %s cannot be read; cycles of its asset types are not judged", path);
            return List.of();
        }
    }

    /** A file that cannot be used keeps no other from being used. */
    private void read(Path file) {
        try {
            CycleProfile profile = CycleProfile.read(file);
            types.put(profile.assetType(), profile);
        } catch (IOException | IllegalArgumentException e) {
            LOG.errorf(e, "the profile %s cannot be used; cycles of its asset type are not judged", file);
        }
    }
}
