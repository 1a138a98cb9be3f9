package io.trivium.deploy.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.deploy.docs.ConfigurationReference.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * The reference of settings is what the configuration interfaces say. Run with
 * {@code -Dtrivium.configuration.update=true} to write it again.
 */
class ConfigurationReferenceTest {
    private static final String UPDATE = "trivium.configuration.update";
    private static final Path ROOT = Path.of(System.getProperty("trivium.root"));

    private final Map<String, List<Setting>> modules = read();

    @Test
    void theReferenceIsGenerated() throws IOException {
        Path file = ROOT.resolve("docs/reference/configuration.md");
        String expected = ConfigurationReference.document(modules);
        if (Boolean.getBoolean(UPDATE)) Files.writeString(file, expected);
        assertEquals(
                expected,
                Files.readString(file),
                file + " differs from the sources; write it with -D" + UPDATE + "=true");
    }

    @Test
    void everySettingHasAnEffect() {
        assertEquals(List.of(), keys(setting -> setting.effect().isEmpty()));
    }

    @Test
    void everyNumberAndTimeHasBounds() {
        assertEquals(List.of(), keys(ConfigurationReferenceTest::lacksBounds));
    }

    /** Thresholds in a unit of the user's choice have none. */
    private static boolean lacksBounds(Setting setting) {
        boolean counted = setting.type()
                .matches("(Optional<)?(int|long|double|Integer|Long|Double|Duration)>?|Optional(Int|Long)");
        return counted && setting.bounds().isEmpty() && !setting.effect().equals("In the tag's unit.");
    }

    private List<String> keys(Predicate<Setting> wanted) {
        return modules.values().stream()
                .flatMap(List::stream)
                .filter(wanted)
                .map(Setting::key)
                .toList();
    }

    private static Map<String, List<Setting>> read() {
        try {
            return ConfigurationReference.read(ROOT);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
