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
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
        "authorizationId,4111111111111111",
        "authorizationId,order-4111111111111111",
        "authorizationId,a4111111111111111b",
        "panToken,T4111111111111111",
        "merchantId,94111111111111111",
        "deviceId,0004111111111111111",
        "authorizationId,4111-1111-1111-1111:2",
        "terminalId,5500005555555559",
        "merchantId,378282246310005",
        "customerId,3782-822463-10005",
        "deviceId,6011000990139424",
        "counterpartyId,4111111111111111",
        "counterpartyId,490000000003",
    })
    void refusesACardNumberInAnyOtherPart(String part, String pan) {
        String json = JSON.contains(part)
                ? JSON.replaceFirst("\"" + part + "\":\"[^\"]+\"", "\"" + part + "\":\"" + pan + "\"")
                : JSON.replace("{", "{\"" + part + "\":\"" + pan + "\",");
        var refusal = refusal(json);
        assertEquals(EventError.SCHEMA, refusal.reason());
        assertTrue(refusal.detail().contains(part), refusal.detail());
        assertFalse(refusal.detail().contains(pan), "the message must not repeat the number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111112", // fails the check
                "600126000006", // a retrieval reference number that passes it
                "356938035643809", // a device's IMEI: no issuer has 15 digits there
                "4a111111b1111111c", // the letters part the digits
                "9111111111111111", // no issuer begins so
                "2026-11-25-000123-4567",
            })
    void takesIdentifiersThatMerelyHaveManyDigits(String id) {
        assertFalse(CardNumbers.isIn(id));
    }

    @Test
    void hashesAsBeforeWithoutTheLaterParts() {
        assertEquals(
                "5e7647fa7235c31256632de308143c79e2e74f443fafe925fa8c2867cc0a3eba",
                Samples.authorization("a-1", TIME).contentHash());
        assertEquals(
                "38ef4af1f01da8a19c1f78edf96d7e90067427765230945b054d60d6c202a923",
                withAmount("12.5").contentHash());
    }

    @Test
    void hashesEveryLaterPartUnderItsName() {
        Authorization transfer = Samples.transfer("a-1", TIME);
        Set<String> hashes = new HashSet<>();
        hashes.add(transfer.contentHash());
        hashes.add(parties("cust-77", null, null, null).contentHash());
        hashes.add(parties(null, "cust-77", null, null).contentHash());
        hashes.add(parties(null, null, "cust-77", null).contentHash());
        hashes.add(parties(null, null, null, 0.0).contentHash());
        hashes.add(parties(null, null, null, null).contentHash());
        assertEquals(6, hashes.size());
        assertEquals(
                parties(null, null, null, 0.0).contentHash(),
                parties(null, null, null, -0.0).contentHash());
    }

    private static Authorization parties(
            @Nullable String customer, @Nullable String device, @Nullable String counterparty, @Nullable Double km) {
        Authorization plain = withAmount("12.5");
        return new Authorization(
                plain.authorizationId(),
                plain.panToken(),
                plain.terminalId(),
                plain.amount(),
                plain.currency(),
                plain.occurredAt(),
                null,
                null,
                null,
                null,
                null,
                customer,
                device,
                counterparty,
                km);
    }

    @Test
    void theCardStandsForACustomerThatIsNotNamed() {
        assertEquals("tok_4711", withAmount("12.5").customer());
        assertEquals("cust-77", Samples.transfer("a-1", TIME).customer());
    }

    @ParameterizedTest
    @CsvSource({
        "'\"currency\"','\"homeDistanceKm\":-0.1,\"currency\"'",
        "'\"currency\"','\"homeDistanceKm\":20100.5,\"currency\"'",
        "'\"currency\"','\"customerId\":\"\",\"currency\"'",
        "'\"currency\"','\"deviceId\":\"a b\",\"currency\"'",
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
