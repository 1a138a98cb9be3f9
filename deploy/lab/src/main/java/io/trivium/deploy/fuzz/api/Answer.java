package io.trivium.deploy.fuzz.api;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The response.
 *
 * @param status 0 where there was none
 * @param headers by name in small letters
 * @param body as far as it was read
 * @param whole whether all of the body was read
 * @param millis until the end of what was read
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that are never compared or changed
record Answer(int status, Map<String, String> headers, byte[] body, boolean whole, long millis) {
    static Answer none(long millis) {
        return new Answer(0, Map.of(), new byte[0], false, millis);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    String mediaType() {
        return header("content-type")
                .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .orElse("");
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }
}
