package io.trivium.runtime.registry;

import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import java.util.Map;
import java.util.regex.Pattern;

/** Names of versions that move. A name has no digit, so that it cannot be mistaken for a version. */
final class Alias {
    /** Answers requests that name no version. */
    static final String CHAMPION = "champion";
    /** Is tried next to the champion. */
    static final String CHALLENGER = "challenger";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z-]{0,30}");

    private Alias() {}

    static String require(String name) {
        if (NAME.matcher(name).matches()) return name;
        throw new PlatformException(
                CoreErrorCode.INVALID_VALUE,
                "alias must be 1 to 31 lower-case letters and hyphens, a letter first",
                Map.of("field", "alias"));
    }
}
