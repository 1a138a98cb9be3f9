package io.trivium.fin.token;

import io.trivium.core.error.PlatformException;
import io.trivium.core.event.EventRules;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.authorization.CardNumbers;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Turns numbers of cards and accounts into tokens with a keyed hash (HMAC-SHA-256, RFC 2104) of kind, tenant and number,
 * cut to 128 bits. The same number of one tenant always gives the same token under one key, and without the key a token
 * says nothing of its number, though all numbers could be tried.
 *
 * <p>A token is {@code pan_}, {@code acc_}, {@code cus_}, {@code mer_} or {@code ref_}, the key's name, {@code _} and 32 letters from a to p. It holds
 * no digit after the key's name, so that it cannot be taken for a number. Numbers are handled as characters in arrays
 * that are wiped; no exception names one. Thread-safe.
 */
@ApplicationScoped
public class Tokenizer {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int TOKEN_BYTES = 16;
    private static final Pattern KEY_ID = Pattern.compile("[a-z][a-z0-9]{0,7}");
    private static final int IBAN_LONGEST = 34;

    private final @Nullable SecretKeySpec key;
    private final String keyId;

    Tokenizer(TokenConfig config) {
        this.keyId = config.keyId();
        if (!KEY_ID.matcher(keyId).matches()) {
            throw new IllegalArgumentException(
                    "platform.fin.token.key-id must be a lower-case letter and up to seven letters or digits");
        }
        Optional<String> text = config.keyFile().map(Tokenizer::read).or(config::key);
        this.key = text.map(Tokenizer::decode).orElse(null);
    }

    /**
     * The token of a card.
     *
     * @param pan 12 to 19 digits that pass the Luhn check (ISO/IEC 7812); not changed, the caller wipes it
     * @throws PlatformException {@code token-key-missing} when there is no key
     */
    public String card(TenantId tenant, char[] pan) {
        CharBuffer digits = CharBuffer.wrap(pan);
        boolean fits = pan.length >= 12 && pan.length <= 19 && isDigits(pan);
        EventRules.require(fits, "pan", "must be a string of 12 to 19 digits");
        EventRules.require(
                CardNumbers.passesLuhn(digits, 0, pan.length),
                "pan",
                "must be a card number: its check digit is wrong");
        return token("pan", tenant, pan, pan.length);
    }

    /**
     * The token of an account.
     *
     * @param account an IBAN (ISO 13616, checked) where {@code iban}, else 1 to 34 printable characters; spaces and case
     *     do not count
     */
    public String account(TenantId tenant, char[] account, boolean iban, String field) {
        char[] plain = new char[account.length];
        try {
            int length = 0;
            for (char c : account) {
                if (c != ' ') plain[length++] = Character.toUpperCase(c);
            }
            EventRules.require(
                    length >= 1 && length <= IBAN_LONGEST, field, "must be an account of 1 to 34 characters");
            EventRules.require(!iban || isIban(plain, length), field, "must be an IBAN: its check digits are wrong");
            return token("acc", tenant, plain, length);
        } finally {
            Arrays.fill(plain, '\0');
        }
    }

    /** The token of any identifier by which a sender names a customer. */
    public String customer(TenantId tenant, char[] identification) {
        return token("cus", tenant, identification, identification.length);
    }

    /** The token of a merchant's number that could be taken for a card's. */
    public String merchant(TenantId tenant, char[] identification) {
        return token("mer", tenant, identification, identification.length);
    }

    /** The token of a reference that could be taken for a card number. */
    public String reference(TenantId tenant, char[] reference) {
        return token("ref", tenant, reference, reference.length);
    }

    /** Whether numbers can be tokenised at all. */
    public boolean isReady() {
        return key != null;
    }

    private String token(String kind, TenantId tenant, char[] number, int length) {
        SecretKeySpec secret = key;
        if (secret == null) {
            throw new PlatformException(FinErrorCode.TOKEN_KEY_MISSING, FinErrorCode.TOKEN_KEY_MISSING.meaning());
        }
        ByteBuffer bytes = ByteBuffer.allocate(4 * length);
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(CharBuffer.wrap(number, 0, length), bytes, true);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            mac.update((kind + '\0' + tenant.value() + '\0').getBytes(StandardCharsets.UTF_8));
            mac.update(bytes.array(), 0, bytes.position());
            byte[] digest = mac.doFinal();
            StringBuilder token =
                    new StringBuilder(48).append(kind).append('_').append(keyId).append('_');
            for (int i = 0; i < TOKEN_BYTES; i++) {
                token.append((char) ('a' + ((digest[i] >> 4) & 15))).append((char) ('a' + (digest[i] & 15)));
            }
            return token.toString();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no " + ALGORITHM, e);
        } finally {
            Arrays.fill(bytes.array(), (byte) 0);
        }
    }

    /** ISO 7064 MOD 97-10 over the rearranged characters. */
    private static boolean isIban(char[] iban, int length) {
        if (length < 15) return false;
        int remainder = 0;
        for (int i = 0; i < length; i++) {
            char c = iban[(i + 4) % length];
            int value = Character.digit(c, 36);
            if (value < 0 || c > 'Z') return false;
            remainder = (value > 9 ? remainder * 100 + value : remainder * 10 + value) % 97;
        }
        return remainder == 1 && iban[0] >= 'A' && iban[1] >= 'A';
    }

    private static boolean isDigits(char[] text) {
        for (char c : text) {
            if (c < '0' || c > '9') return false;
        }
        return true;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException("platform.fin.token.key-file cannot be read: " + file, e);
        }
    }

    private static SecretKeySpec decode(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text.strip().replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the key of platform.fin.token is not Base64", e);
        }
        if (bytes.length < KEY_BYTES) {
            throw new IllegalArgumentException("the key of platform.fin.token has fewer than 32 bytes");
        }
        SecretKeySpec key = new SecretKeySpec(bytes, ALGORITHM);
        Arrays.fill(bytes, (byte) 0);
        return key;
    }
}
