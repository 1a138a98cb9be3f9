package io.trivium.fin.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.trivium.core.event.EventError;
import io.trivium.core.event.InvalidEventException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts {@code panToken} where a request has {@code pan}, before anything else reads it: the number is taken out of the
 * bytes as characters, never as a {@code String}, and wiped. Pure and thread-safe.
 */
final class PanMember {

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private PanMember() {}

    private record Member(int from, int to, String token) {}

    /**
     * The request with a token in place of the number.
     *
     * @param body left as it is; the caller wipes it
     * @param tokens given the characters of the number, which are wiped when it returns
     * @return {@code body} itself where it has no {@code pan} or is not JSON: the strict reader will say why
     * @throws InvalidEventException when {@code pan} is no string, comes twice, or comes with a {@code panToken}
     */
    static byte[] tokenised(byte[] body, Function<char[], String> tokens) {
        Member member = null;
        boolean tokenToo = false;
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) return body;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (!name.equals("pan")) {
                    tokenToo |= name.equals("panToken");
                    parser.nextToken();
                    parser.skipChildren();
                    continue;
                }
                int from = (int) parser.currentTokenLocation().getByteOffset();
                if (member != null) throw new InvalidEventException(EventError.NOT_JSON, "pan comes twice");
                member = read(parser, from, tokens);
            }
        } catch (IOException e) {
            return body;
        }
        if (member != null && tokenToo) {
            throw new InvalidEventException(EventError.SCHEMA, "pan and panToken exclude each other");
        }
        return member == null ? body : spliced(body, member);
    }

    private static Member read(JsonParser parser, int from, Function<char[], String> tokens) throws IOException {
        if (parser.nextToken() != JsonToken.VALUE_STRING) {
            throw new InvalidEventException(EventError.SCHEMA, "pan must be a string of 12 to 19 digits");
        }
        char[] buffer = parser.getTextCharacters();
        int offset = parser.getTextOffset();
        int length = parser.getTextLength();
        char[] pan = Arrays.copyOfRange(buffer, offset, offset + length);
        Arrays.fill(buffer, offset, offset + length, '\0');
        try {
            return new Member(from, (int) parser.currentLocation().getByteOffset(), tokens.apply(pan));
        } finally {
            Arrays.fill(pan, '\0');
        }
    }

    private static byte[] spliced(byte[] body, Member member) {
        byte[] token = ("\"panToken\":\"" + member.token() + '"').getBytes(StandardCharsets.US_ASCII);
        byte[] safe = new byte[body.length - (member.to() - member.from()) + token.length];
        System.arraycopy(body, 0, safe, 0, member.from());
        System.arraycopy(token, 0, safe, member.from(), token.length);
        System.arraycopy(body, member.to(), safe, member.from() + token.length, body.length - member.to());
        return safe;
    }

    /** Zeroes a request that had a number in it. */
    static void wipe(byte @Nullable [] body) {
        if (body != null) Arrays.fill(body, (byte) 0);
    }
}
