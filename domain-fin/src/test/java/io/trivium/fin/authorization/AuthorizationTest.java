package io.trivium.fin.authorization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventError;
import io.trivium.core.event.InvalidEventException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationTest {

    private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.250Z");
    private static final String JSON = """
            {"authorizationId":"a-1","panToken":"tok_4711","terminalId":"T-17","amount":12.50,"currency":"EUR",\
            "occurredAt":"2026-03-01T12:00:00.250Z"}""";

    private final EventCodec codec = new EventCodec();

    private static Authorization withAmount(String amount) {
        return Samples.authorization("a-1", "tok_4711", "T-17", amount, TIME);
    }

    private InvalidEventException refusal(String json) {
        return assertThrows(
                InvalidEventException.class,
                () -> codec.decodeData(json.getBytes(StandardCharsets.UTF_8), Authorization.class));
    }

    @Test
    void readsTheRequiredPartsAlone() {
        assertEquals(withAmount("12.5"), codec.decodeData(JSON.getBytes(StandardCharsets.UTF_8), Authorization.class));
    }

    @ParameterizedTest
    @CsvSource({"12.50,125000", "0,0", "0.0001,1", "999999999999.9999,9999999999999999", "1E+3,10000000"})
    void keepsMoneyExactly(String amount, long minor) {
        assertEquals(minor, withAmount(amount).amountMinor());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.01", "1000000000000", "0.00001", "1E+13", "1E-60"})
    void refusesOtherAmounts(String amount) {
        assertThrows(IllegalArgumentException.class, () -> withAmount(amount));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4111111111111111", "5500005555555559", "378282246310005", "6011000990139424"})
    void refusesACardNumberInPlaceOfAToken(String pan) {
        var refusal = refusal(JSON.replace("tok_4711", pan));
        assertEquals(EventError.SCHEMA, refusal.reason());
        assertFalse(refusal.detail().contains(pan), "the message must not repeat the number");
    }

    @Test
    void takesDigitsThatCannotBeACardNumber() {
        assertFalse(Authorization.couldBePan("4111111111111112"));
        assertFalse(Authorization.couldBePan("12345678"));
        assertFalse(Authorization.couldBePan("41111111111111111111"));
        assertTrue(Authorization.couldBePan("4111111111111111"));
    }

    @ParameterizedTest
    @CsvSource({
        "'\"amount\":12.50,',''",
        "'\"amount\":12.50','\"amount\":-1'",
        "'\"amount\":12.50','\"amount\":NaN'",
        "'\"amount\":12.50','\"amount\":\"NaN\"'",
        "'\"amount\":12.50','\"amount\":\"12.50\"'",
        "'\"amount\":12.50','\"amount\":null'",
        "'\"amount\":12.50','\"amount\":1e999999999'",
        "'EUR','EURO'",
        "'EUR','ZZZ'",
        "'EUR','eur'",
        "'2026-03-01T12:00:00.250Z','1999-12-31T23:59:59Z'",
        "'2026-03-01T12:00:00.250Z','2026-02-30T12:00:00Z'",
        "'2026-03-01T12:00:00.250Z','yesterday'",
        "'a-1','a 1'",
        "'a-1',''",
        "'\"currency\"','\"colour\":\"red\",\"currency\"'",
        "'\"currency\"','\"mcc\":\"54\",\"currency\"'",
        "'\"currency\"','\"country\":\"XY\",\"currency\"'",
        "'\"currency\"','\"channel\":\"pigeon\",\"currency\"'",
        "'\"currency\"','\"currency\":\"EUR\",\"currency\"'",
        "'}','} {}'",
        "'{','['",
    })
    void refusesBadInput(String part, String replacement) {
        InvalidEventException refusal = refusal(JSON.replace(part, replacement));
        assertTrue(
                refusal.reason() == EventError.SCHEMA || refusal.reason() == EventError.NOT_JSON,
                () -> "reason " + refusal.reason());
    }

    @Test
    void hashesEqualContentEqually() {
        assertEquals(withAmount("12.5").contentHash(), withAmount("12.5000").contentHash());
        assertEquals(64, withAmount("12.5").contentHash().length());
        assertNotEquals(withAmount("12.5").contentHash(), withAmount("12.51").contentHash());
        Authorization whole = Samples.authorization("a-1", TIME);
        Authorization elsewhere = new Authorization(
                whole.authorizationId(),
                whole.panToken(),
                whole.terminalId(),
                new BigDecimal("12.5"),
                whole.currency(),
                whole.occurredAt(),
                whole.merchantId(),
                whole.mcc(),
                "FR",
                whole.channel(),
                whole.cardPresent());
        assertNotEquals(whole.contentHash(), elsewhere.contentHash());
    }
}
