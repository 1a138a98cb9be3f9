package io.trivium.industrial.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class WebhookSignatureTest {

    /** Expected value: {@code printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac secret}. */
    @Test
    void isTheHmacOfTimestampAndBody() {
        assertEquals(
                "sha256=49f24e537407743fa4a0242bb63b94b9a47ee99cbbe071ccd8a22550ae411686",
                WebhookSignature.of("secret", 1_700_000_000L, "{\"a\":1}"));
    }
}
