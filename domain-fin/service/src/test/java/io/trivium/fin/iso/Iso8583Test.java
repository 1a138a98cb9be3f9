package io.trivium.fin.iso;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.solab.iso8583.IsoMessage;
import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Channel;
import io.trivium.fin.token.Tokenizers;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Iso8583Test {

    private static final TenantId TENANT = new TenantId("demo-bank");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String PAN = "4111111111111111";
    private static final String SENT = "0301115958";

    private final Codec8583 codec = new Codec8583();

    private static SafeMessage8583 safe(String message) {
        return SafeMessage8583.of(message.getBytes(StandardCharsets.US_ASCII), TENANT, Tokenizers.tokenizer());
    }

    private Authorization authorization(String message) throws Codec8583.RefusedException {
        SafeMessage8583 safe = safe(message);
        return codec.authorization(
                codec.parse(safe.bytes()), Objects.requireNonNull(safe.panToken()), safe.merchantToken(), NOW);
    }

    @Test
    void readsACardPayment() throws Exception {
        Authorization authorization = authorization(Messages.authorization8583(PAN, SENT));
        assertEquals("8583:123456:0301115958:004711", authorization.authorizationId());
        assertEquals(Tokenizers.tokenizer().card(TENANT, PAN.toCharArray()), authorization.panToken());
        assertEquals("T0000017.mMERCHANT0000009", authorization.terminalId());
        assertEquals("mMERCHANT0000009", authorization.merchantId());
        assertEquals(new BigDecimal("12.5"), authorization.amount());
        assertEquals("EUR", authorization.currency());
        assertEquals(Instant.parse("2026-03-01T11:59:58Z"), authorization.occurredAt());
        assertEquals("5411", authorization.mcc());
        assertEquals("DE", authorization.country());
        assertEquals(Channel.CHIP, authorization.channel());
        assertEquals(true, authorization.cardPresent());
    }

    @Test
    void readsTheCardFromTrackTwoWhereItStandsThereAlone() throws Exception {
        assertEquals(
                authorization(Messages.authorization8583(PAN, SENT)).contentHash(),
                authorization(Messages.track2(PAN, SENT)).contentHash());
    }

    @Test
    void leavesNoNumberInTheBytes() {
        for (String message : new String[] {
            Messages.authorization8583(PAN, SENT), Messages.track2(PAN, SENT),
        }) {
            String left = new String(safe(message).bytes(), StandardCharsets.US_ASCII);
            assertFalse(left.contains("4111"), left);
            assertFalse(left.contains("3012201"), left);
        }
    }

    /** Security M3: merchants' numbers have fifteen digits, and 4 in 100 of them hold what could be a card number. */
    @Test
    void whatCouldBeACardNumberElsewhereIsHidden() throws Exception {
        String message = Messages.authorization8583(PAN, SENT)
                .replace("MERCHANT0000009", "378282246310005")
                .replace("606011004711", "676770000005")
                .replace("CORNER SHOP             BERLIN", "SHOP x4111111111111111");
        message = message.replace("SHOP x4111111111111111", "SHOP x4111111111111111        ");
        SafeMessage8583 safe = safe(message);
        String left = new String(safe.bytes(), StandardCharsets.US_ASCII);
        assertFalse(left.contains("37828224") || left.contains("67677") || left.contains("41111"), left);
        Authorization authorization = codec.authorization(
                codec.parse(safe.bytes()), Objects.requireNonNull(safe.panToken()), safe.merchantToken(), NOW);
        assertTrue(
                String.valueOf(authorization.merchantId()).matches("mmer_k1_[a-p]{32}"),
                authorization.merchantId() + "");
        String answer = new String(codec.answer(codec.parse(safe.bytes()), "00", safe), StandardCharsets.US_ASCII);
        IsoMessage back = codec.parse(answer.replaceFirst("0110", "0100").getBytes(StandardCharsets.US_ASCII));
        assertFalse(back.hasField(37) || back.hasField(42), answer);
        assertEquals("004711", back.getObjectValue(11));
    }

    @Test
    void aReversalNamesItsOriginal() throws Exception {
        SafeMessage8583 safe = safe(Messages.reversal8583("0400", PAN, SENT, "004711", SENT, ""));
        Codec8583.Reversal reversal = codec.reversal(codec.parse(safe.bytes()));
        assertEquals("8583:123456:0301115958:004711", reversal.authorizationId());
        assertNull(reversal.left());
        safe = safe(Messages.reversal8583("0421", PAN, SENT, "004711", SENT, "000000000250"));
        assertEquals(
                new BigDecimal("2.50"),
                codec.reversal(codec.parse(safe.bytes())).left());
    }

    @Test
    void aReversalWithoutItsOriginalIsRefused() {
        String message = Messages.reversal8583("0400", PAN, SENT, "004711", SENT, "");
        for (String wrong : new String[] {
            message.replace("0100004711", "0800004711"), message.replace("00000123456", "00000123457"),
        }) {
            SafeMessage8583 safe = safe(wrong);
            var refusal =
                    assertThrows(Codec8583.RefusedException.class, () -> codec.reversal(codec.parse(safe.bytes())));
            assertEquals("30", refusal.responseCode());
            assertTrue(String.valueOf(refusal.getMessage()).contains("90"), refusal.getMessage());
        }
    }

    @Test
    void amountsFollowTheCurrency() throws Exception {
        String message = Messages.authorization8583(PAN, SENT);
        assertEquals(
                new BigDecimal("1250"),
                authorization(message.replaceAll("978$", "392")).amount());
        assertEquals(
                new BigDecimal("1.25"),
                authorization(message.replaceAll("978$", "414")).amount());
    }

    @Test
    void answersWithTheCodeAndWithoutTheNumber() {
        SafeMessage8583 safe = safe(Messages.authorization8583(PAN, SENT));
        String answer = new String(codec.answer(codec.parse(safe.bytes()), "59", safe), StandardCharsets.US_ASCII);
        assertTrue(answer.startsWith("0110"), answer);
        assertFalse(answer.contains(PAN));
        Codec8583 reader = new Codec8583();
        IsoMessage back = reader.parse(answer.replaceFirst("0110", "0100").getBytes(StandardCharsets.US_ASCII));
        assertEquals("59", back.getObjectValue(39));
        assertEquals("004711", back.getObjectValue(11));
        assertEquals("T0000017", back.getObjectValue(41));
        assertFalse(back.hasField(2));
        String financial = Messages.authorization8583(PAN, SENT).replaceFirst("0100", "0200");
        assertTrue(new String(codec.answer(codec.parse(safe(financial).bytes()), "00", safe), StandardCharsets.US_ASCII)
                .startsWith("0210"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4111111111111112", "411111", "411111111111111D"})
    void aWrongCardNumberIsAnsweredAsSuch(String pan) {
        SafeMessage8583 safe = safe(Messages.authorization8583(pan, SENT));
        SafeMessage8583.RefusedField refusal = Objects.requireNonNull(safe.refusal());
        assertNull(safe.panToken());
        assertEquals("14", refusal.code());
        assertFalse(refusal.detail().contains(pan));
        assertFalse(new String(safe.bytes(), StandardCharsets.US_ASCII).contains(pan));
    }

    @ParameterizedTest
    @CsvSource({
        "978,999,data element 49 must be a numeric code of ISO 4217",
        "0301115958,0230115958,data element 7 must be MMDDhhmmss",
        "0301115958,13x1115958,data element 7 must be MMDDhhmmss",
        "000000001250,00000000125x,data element 4 must be digits",
        // Written out, it would have a billion digits.
        "000000001250,001E99999999,data element 4 must be digits",
        "T0000017,'        ',data element 41 is required",
    })
    void namesTheDataElementThatIsWrong(String part, String replacement, String detail) {
        var refusal = assertThrows(
                Codec8583.RefusedException.class,
                () -> authorization(Messages.authorization8583(PAN, SENT).replace(part, replacement)));
        assertEquals(detail, refusal.getMessage());
        assertTrue(refusal.responseCode().matches("30|13"), refusal.responseCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0100", "01007000000000000000", "0100ZZZZZZZZZZZZZZZZ", "nonsense that is long enough"})
    void refusesWhatCannotBeTakenApartAndWipesIt(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.US_ASCII);
        PlatformException refusal =
                assertThrows(PlatformException.class, () -> SafeMessage8583.of(bytes, TENANT, Tokenizers.tokenizer()));
        assertEquals(FinErrorCode.ISO_MESSAGE_INVALID, refusal.code());
        assertEquals("0".repeat(bytes.length), new String(bytes, StandardCharsets.US_ASCII));
    }

    @Test
    void refusesOtherMessageTypes() {
        SafeMessage8583 safe = safe(Messages.authorization8583(PAN, SENT).replaceFirst("0100", "0600"));
        assertThrows(PlatformException.class, () -> codec.parse(safe.bytes()));
    }

    @ParameterizedTest
    @CsvSource({
        "1231235959,2027-01-01T00:00:10Z,2026-12-31T23:59:59Z",
        "0101000000,2026-12-31T23:59:59Z,2027-01-01T00:00:00Z",
        "0229120000,2026-03-01T00:00:00Z,",
        "0229120000,2028-03-01T00:00:00Z,2028-02-29T12:00:00Z",
    })
    void theYearIsTheNearestOne(String sent, Instant now, Instant expected) throws Exception {
        if (expected == null) assertThrows(Codec8583.RefusedException.class, () -> Codec8583.time(sent, now));
        else assertEquals(expected, Codec8583.time(sent, now));
    }

    @ParameterizedTest
    @CsvSource({
        "051,00,000000,5411,CHIP,true",
        "071,00,000000,5411,CONTACTLESS,true",
        "901,00,000000,5411,MAGSTRIPE,true",
        "810,59,000000,5411,ECOMMERCE,false",
        "010,08,000000,5411,MOTO,false",
        "051,00,010000,5411,ATM,true",
        "051,00,000000,6011,ATM,true",
        "000,00,000000,5411,,",
    })
    void tellsTheChannel(
            String entryMode, String condition, String processing, String mcc, Channel channel, Boolean present) {
        assertEquals(channel, Codec8583.channel(entryMode, condition, processing, mcc));
        assertEquals(present, Codec8583.cardPresent(entryMode, condition));
    }
}
