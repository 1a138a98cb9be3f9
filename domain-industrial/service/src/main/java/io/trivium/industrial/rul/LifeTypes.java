package io.trivium.industrial.rul;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trivium.industrial.model.LifeProfile;
import io.trivium.industrial.model.ModeProfile;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The asset types whose remaining life can be estimated, read once at the start. Thread-safe. */
@ApplicationScoped
class LifeTypes {
    private static final Logger LOG = Logger.getLogger(LifeTypes.class);
    private static final String ENDING = ".profile.json";
    private static final int DEPTH = 4;
    private static final Duration USUAL_CYCLE = Duration.ofHours(1);

    private final LifeConfig config;
    private final Map<String, LifeType> types = new TreeMap<>();

    LifeTypes(LifeConfig config) {
        this.config = config;
        ObjectMapper json = JsonMapper.builder().build();
        List<Path> files = config.profiles().orElse(List.of()).stream()
                .flatMap(path -> files(path).stream())
                .toList();
        for (Path file : files) {
            if (!isOfModes(file)) read(json, file);
        }
        for (Path file : files) {
            if (isOfModes(file)) readModes(file);
        }
    }

    Optional<LifeType> find(String assetType) {
        return Optional.ofNullable(types.get(assetType));
    }

    private static List<Path> files(Path path) {
        if (Files.isRegularFile(path)) return List.of(path);
        try (Stream<Path> found = Files.walk(path, DEPTH)) {
            return found.filter(file -> file.getFileName().toString().endsWith(ENDING) || isOfModes(file))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            LOG.errorf(e, "life profiles of %s cannot be read; its asset types are not estimated", path);
            return List.of();
        }
    }

    private static boolean isOfModes(Path file) {
        return file.getFileName().toString().endsWith(ModeProfile.ENDING);
    }

    /** Types whose failure modes cannot be determined are estimated without them. */
    private void readModes(Path file) {
        try {
            ModeProfile modes = ModeProfile.read(file);
            types.computeIfPresent(modes.assetType(), (name, type) -> type.with(modes));
        } catch (IOException | IllegalArgumentException e) {
            LOG.errorf(e, "the profile %s cannot be used; failure modes of its asset type are not estimated", file);
        }
    }

    /** A file that cannot be used keeps no other from being used. */
    private void read(ObjectMapper json, Path file) {
        try {
            LifeProfile profile = json.readValue(file.toFile(), LifeProfile.class);
            LifeConfig.@Nullable OfType own = config.types().get(profile.assetType());
            Optional<List<String>> settings = own == null ? Optional.empty() : own.settings();
            Optional<List<String>> tags = own == null ? Optional.empty() : own.tags();
            List<String> set = settings.orElseGet(() -> names(profile.settingNames()));
            List<String> measured = tags.orElseGet(() -> names(profile.tagNames()));
            LifeType.@Nullable Standstill standstill = own == null
                    ? null
                    : own.standstill()
                            .map(stands -> standstill(set, measured, stands))
                            .orElse(null);
            Duration cycle = own == null ? USUAL_CYCLE : own.cycle();
            types.put(profile.assetType(), new LifeType(set, measured, cycle, profile, null, standstill));
        } catch (IOException | IllegalArgumentException e) {
            LOG.errorf(e, "the life profile %s cannot be used; its asset type is not estimated", file);
        }
    }

    private static LifeType.Standstill standstill(
            List<String> settings, List<String> tags, LifeConfig.Standstill stands) {
        int column = settings.contains(stands.tag())
                ? settings.indexOf(stands.tag())
                : settings.size() + tags.indexOf(stands.tag());
        if (column < settings.size() && !settings.contains(stands.tag())) {
            throw new IllegalArgumentException("the type has no tag " + stands.tag() + " to tell a standstill by");
        }
        return new LifeType.Standstill(column, stands.below(), stands.overhaul());
    }

    private static List<String> names(@Nullable List<String> names) {
        return names == null ? List.of() : names;
    }
}
