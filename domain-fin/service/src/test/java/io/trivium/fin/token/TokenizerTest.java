package io.trivium.fin.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.error.PlatformException;
import io.trivium.core.event.EventRuleException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.CardNumbers;
import io.trivium.fin.authorization.Samples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {

    private static final TenantId TENANT = new TenantId("demo-bank");
    private static final TenantId OTHER = new TenantId("other-bank");
    private static final String PAN = "4111111111111111";

    private final Tokenizer tokens = Tokenizers.tokenizer();

    private String card(String pan) {
        return tokens.card(TENANT, pan.toCharArray());
    }

    /** Computed with Python's hmac over pan, NUL, demo-bank, NUL and the digits. */
    @Test
    void isTheKeyedHashOfKindTenantAndNumber() {
        assertEquals("pan_k1_diodomnpcgemcbimjcehodgcfgffgnke", card(PAN));
    }

    @Test
    void differsByNumberTenantKindAndKey() {
        Set<String> all = new HashSet<>();
        all.add(card(PAN));
        all.add(card("5500005555555559"));
        all.add(tokens.card(OTHER, PAN.toCharArray()));
        all.add(tokens.account(TENANT, PAN.toCharArray(), false, "DbtrAcct/Id"));
        all.add(tokens.customer(TENANT, PAN.toCharArray()));
        all.add(Tokenizers.of(Tokenizers.KEY.replace("MDEy", "MDEz"), "k1", null)
                .card(TENANT, PAN.toCharArray()));
        all.add(Tokenizers.of(Tokenizers.KEY, "k2", null).card(TENANT, PAN.toCharArray()));
        assertEquals(7, all.size());
    }

    @Test
    void isAnAcceptableTokenThatNobodyTakesForANumber() {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            String pan = Pans.next(random);
            String token = card(pan);
            assertEquals(39, token.length());
            assertTrue(token.matches("pan_k1_[a-p]{32}"), token);
            assertFalse(CardNumbers.isIn(token));
            Authorization taken = Samples.authorization("a", token, "T", "1", Instant.parse("2026-03-01T12:00:00Z"));
            assertEquals(token, taken.panToken());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "4111", "4111111111111112", "41111111111111111111", "4111 1111 1111 1111", "411111111111111x"
            })
    void refusesWhatIsNoCardNumberWithoutRepeatingIt(String pan) {
        EventRuleException refusal = assertThrows(EventRuleException.class, () -> card(pan));
        assertTrue(String.valueOf(refusal.getMessage()).startsWith("pan must be"), refusal.getMessage());
        assertFalse(pan.length() > 3 && String.valueOf(refusal.getMessage()).contains(pan));
    }

    @Test
    void anAccountIsTheSameHoweverItIsWritten() {
        String token = tokens.account(TENANT, "DE89370400440532013000".toCharArray(), true, "IBAN");
        assertEquals(token, tokens.account(TENANT, "de89 3704 0044 0532 0130 00".toCharArray(), true, "IBAN"));
        assertTrue(token.matches("acc_k1_[a-p]{32}"), token);
        assertNotEquals(token, tokens.account(TENANT, "GB82WEST12345698765432".toCharArray(), true, "IBAN"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DE88370400440532013000",
                "DE8937040044053201300",
                "0089370400440532013000",
                "DE89!70400440532013000",
                "DE"
            })
    void refusesAnIbanWithWrongCheckDigits(String iban) {
        EventRuleException refusal = assertThrows(
                EventRuleException.class, () -> tokens.account(TENANT, iban.toCharArray(), true, "DbtrAcct/IBAN"));
        assertEquals("DbtrAcct/IBAN must be an IBAN: its check digits are wrong", refusal.getMessage());
    }

    @Test
    void refusesNumbersWithoutAKey() {
        Tokenizer keyless = Tokenizers.of(null, "k1", null);
        assertFalse(keyless.isReady());
        PlatformException refusal =
                assertThrows(PlatformException.class, () -> keyless.card(TENANT, PAN.toCharArray()));
        assertEquals(FinErrorCode.TOKEN_KEY_MISSING, refusal.code());
    }

    @Test
    void readsTheKeyFromAFile(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("key"), Tokenizers.KEY + "\n");
        assertEquals(card(PAN), Tokenizers.of(null, "k1", file).card(TENANT, PAN.toCharArray()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c2hvcnQ=", "not base64!"})
    void refusesAWeakOrBrokenKeyWithoutRepeatingIt(String key) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> Tokenizers.of(key, "k1", null));
        assertFalse(String.valueOf(refusal.getMessage()).contains(key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1k", "K1", "k_1", "k12345678"})
    void refusesAKeyNameThatWouldNotFitAToken(String keyId) {
        assertThrows(IllegalArgumentException.class, () -> Tokenizers.of(Tokenizers.KEY, keyId, null));
    }
}
