package io.trivium.industrial.paging;

import io.trivium.core.error.PlatformException;
import io.trivium.industrial.IndustrialErrorCode;
import io.trivium.industrial.reading.EpochMicros;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/** A place in a list that is ordered by time and id, the latest first. As text it is opaque and safe in a URL. */
public record PageCursor(Instant at, UUID id) {

    /** The text form: unpadded base64url. */
    public String encode() {
        String plain = EpochMicros.of(at) + " " + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads the text form.
     *
     * @throws PlatformException {@code cursor-invalid} for any text that {@link #encode} did not write
     */
    public static PageCursor decode(String text) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            int space = Math.max(0, plain.indexOf(' '));
            return new PageCursor(
                    EpochMicros.toInstant(Long.parseLong(plain.substring(0, space))),
                    UUID.fromString(plain.substring(space + 1)));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new PlatformException(
                    IndustrialErrorCode.CURSOR_INVALID, IndustrialErrorCode.CURSOR_INVALID.meaning(), Map.of(), e);
        }
    }
}
