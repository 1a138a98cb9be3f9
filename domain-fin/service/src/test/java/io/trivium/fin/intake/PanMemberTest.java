package io.trivium.fin.intake;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.core.event.InvalidEventException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PanMemberTest {

    private static final String PAN = "4111111111111111";
    private final List<String> seen = new ArrayList<>();
    private final List<char[]> given = new ArrayList<>();

    private String tokenised(String json) {
        byte[] safe = PanMember.tokenised(json.getBytes(StandardCharsets.UTF_8), pan -> {
            seen.add(new String(pan));
            given.add(pan);
            return "tok";
        });
        return new String(safe, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`{\"pan\":\"4111111111111111\"}`,`{\"panToken\":\"tok\"}`",
                "`{\"a\":1,\"pan\" : \"4111111111111111\" ,\"b\":[{\"pan\":2}]}`,`{\"a\":1,\"panToken\":\"tok\" ,\"b\":[{\"pan\":2}]}`",
                "`{\"é\":\"ü\",\"pan\":\"4111\\u0031111111\\u00311111\"}`,`{\"é\":\"ü\",\"panToken\":\"tok\"}`",
            })
    void putsATokenWhereTheNumberWas(String json, String safe) {
        assertEquals(safe, tokenised(json));
        assertEquals(List.of(PAN), seen);
        assertArrayEquals(new char[PAN.length()], given.getFirst(), "the characters are wiped");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"panToken\":\"t\"}",
                "{\"a\":",
                "",
                "{\"a\":{\"pan\":\"4111111111111111\"}}",
                "nonsense"
            })
    void leavesAnythingElseToTheStrictReader(String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        assertSame(body, PanMember.tokenised(body, pan -> "tok"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"pan\":4111111111111111}",
                "{\"pan\":null}",
                "{\"pan\":[\"4111111111111111\"]}",
                "{\"pan\":\"4111111111111111\",\"pan\":\"4111111111111111\"}",
                "{\"panToken\":\"t\",\"pan\":\"4111111111111111\"}",
                "{\"pan\":\"4111111111111111\",\"panToken\":\"t\"}",
            })
    void refusesAnythingThatCouldLeaveTheNumberBehind(String json) {
        var refusal = assertThrows(InvalidEventException.class, () -> tokenised(json));
        assertFalse(refusal.detail().contains("4111"), refusal.detail());
    }

    @Test
    void wipesTheRequest() {
        byte[] body = "{\"pan\":\"4111111111111111\"}".getBytes(StandardCharsets.UTF_8);
        PanMember.wipe(body);
        assertArrayEquals(new byte[body.length], body);
        PanMember.wipe(null);
    }
}
