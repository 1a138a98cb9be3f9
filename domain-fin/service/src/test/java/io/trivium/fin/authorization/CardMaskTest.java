package io.trivium.fin.authorization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CardMaskTest {

    @ParameterizedTest
    @CsvSource({
        "4111111111111111,****************",
        "'{\"pan\":\"4111111111111111\"}','{\"pan\":\"****************\"}'",
        "x4111111111111111y,x****************y",
        "4111-1111-1111-1111,****-****-****-****",
        "378282246310005 and 5500 0055 5555 5559,*************** and **** **** **** ****",
        "1-4111111111111111,1-****************",
    })
    void coversCardNumbers(String text, String masked) {
        assertEquals(masked, CardMask.masked(text));
    }

    @Test
    void coversOneInUtf16() {
        byte[] bytes = "4111111111111111".getBytes(StandardCharsets.UTF_16LE);
        assertEquals("*\0".repeat(16), new String(CardMask.of(bytes), StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"amount\":999999999999.9999,\"occurredAt\":\"2026-03-01T12:00:00.250Z\"}",
                "8a562c67-ca16-48ba-b074-65581be6f001",
                "1767225600000",
                "4111111111111112",
            })
    void leavesAllElseAsItIs(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertSame(bytes, CardMask.of(bytes));
    }
}
