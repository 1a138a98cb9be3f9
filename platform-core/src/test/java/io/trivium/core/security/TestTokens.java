package io.trivium.core.security;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Access tokens as the realm would issue them, signed by a key that only the {@code test} profile trusts (its public
 * half is in the test-jar's configuration). {@code TestTokens.token().tenant("demo-bank").roles("fin-analyst")
 * .audience("trivium-fin").sign()}.
 */
public final class TestTokens {

    public static final String ISSUER = "http://localhost:18180/realms/trivium";

    /** X.509 form of the verification key, for {@code quarkus.oidc.public-key}. */
    public static final String PUBLIC_KEY =
            "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwTgIhcUJMK74DUBqbALeqbibCl1W6aOxV3YsKXdGD/91"
                    + "ul4yqmE0oBWR/Q+lqJ6sJ+IWjKv8D4ixt3hjPU+jwehtWXni8pncs4PW6UOVNtWJNYOYjbGXLNhjEolXUwQf7CWq"
                    + "xdYDKg7vPVylKnj65IFXRgo7wchvoLVpKB8LckuRnIrw1dxzYd5fAUUQQ+bmprlbb933gJNXma36LVGcTMe0QVRb"
                    + "SIpRWoHo5iNrkvt7IUegIpCzjmCejYP3XFGlbm0oZziO1M4WtJ5/+lPYoWLM1jKnGWvIiL8cei64usEUWHb4/0/Z"
                    + "6vwBG7dXIJj3uY7e5QTUU9bpUJatqqLxBwIDAQAB";

    private static final String PRIVATE_KEY =
            "MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQDBOAiFxQkwrvgNQGpsAt6puJsKXVbpo7FXdiwp"
                    + "d0YP/3W6XjKqYTSgFZH9D6Wonqwn4haMq/wPiLG3eGM9T6PB6G1ZeeLymdyzg9bpQ5U21Yk1g5iNsZcs2GMSiVdT"
                    + "BB/sJarF1gMqDu89XKUqePrkgVdGCjvByG+gtWkoHwtyS5GcivDV3HNh3l8BRRBD5uamuVtv3feAk1eZrfotUZxM"
                    + "x7RBVFtIilFagejmI2uS+3shR6AikLOOYJ6Ng/dcUaVubShnOI7Uzha0nn/6U9ihYszWMqcZa8iIvxx6Lri6wRRY"
                    + "dvj/T9nq/AEbt1cgmPe5jt7lBNRT1ulQlq2qovEHAgMBAAECggEAC+UJrUaAdtVGovY0tvqEP5mEPeKaH576o2I8"
                    + "fL8Beqmk0zjKUK/UQAij6JrGfXdrLLdf4QATb9df7WYFYfhdoenPlYMJ5BpxukFjARAuhuYlYLx9rzdgEZwumS0I"
                    + "Sa2G05BMD4rJvhSWSMZDyrYQ5/FIcKDfpeHTcWbJlvU2TK5b0NaKx3P94xFMmKEQHiKwG7IfKsMul/Z2QAi6BY+p"
                    + "+ka9kmkNX2CiWierv6pLzBFULkPtw0ZnJUugS+tWVIibgkaVqccJosg41g1azFTazm0fMWd3i9DkOgnmdgWNYOIJ"
                    + "p22oHMdhjPiTMndbb8G/TV0bmcIL2dgah0w1GK6reQKBgQDucYqYngOarq7SfK+4kS50C1pf5WQYAnIiXfIBwNwJ"
                    + "6CyQ5jIG8joOsIr55G593bz8Al2jiv/bbF7LrVzK3FZAAWlUsoNQ1hCEDuPgmbHG6C/6sypC2XcNFNz7HoBoovKO"
                    + "YMYTTAExgpiRj4pREjeBEKiPqfnaOaYaH0fZEMpeLwKBgQDPcgux+OqflrcjEGQuyk42Xa4uJt1oYfwjVwU5GG+i"
                    + "9TuOZCLyLiXDpRvmpCyyrILqILcoxiEsKdOHdYtBMZcTIpQ3rzTiAATCYM6mwgX3f+e/q6Lm8clDsKm4ighDcDOi"
                    + "BAto9Nq1dOmQadgxi7hLeSAd//WF5UYjNdRv2FR8qQKBgAKN2Mw1tRgtEtZSW5eAhpzbmkY4sM/JBuvzUapPJIw+"
                    + "nmuW66ZDZffOUE7I8Z4LiACzDcm4rXDuQj2wR7QslAfve+9aUinFgTvI5Qv82Xil+A2ZabR5m9raBFv0Qa/dPvfj"
                    + "dXuzbrfXDEdS4EpqBYouYX/YdEKwJ2VUPHLIyUIlAoGAMcZOkhSEz2gNZ0dukl+OZrMRsRc4NuyT4DLoGOwJFVO8"
                    + "R401aWCzRP9f83ZfFzwXaXASIqFvojYjADSvBiSM+FVqtPXAPZ39hlpOG2sgnWM+Sxo2yy0muqwv/Qx5sRzB9tT7"
                    + "m+Jse++ifzk2W6UHwmw8zZX15nu92YL4ByIkG4kCgYBVEwA6Xf+6n/yVHpNvqN5LqJJYTfCzCXwapQM0mxb2t1zH"
                    + "b2aysm3hk2+o/QuNlmXKTuOtOjprIvM6df6n/Q7NiL0UiAwPDvnHR3jWbesIKOPA3FUE5f/rOC1DFplXkt9lTOwH"
                    + "/HK9nxIK5ITmHlkaoDb2gf+GkoJr8xpv+qPuwQ==";

    static final String KEY_ID = "trivium-test";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final PrivateKey KEY = privateKey();

    private final Map<String, Object> claims = new LinkedHashMap<>();
    private String algorithm = "RS256";

    private TestTokens() {
        Instant now = Instant.now();
        claims.put("iss", ISSUER);
        claims.put("sub", UUID.randomUUID().toString());
        claims.put("typ", "Bearer");
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plusSeconds(300).getEpochSecond());
        user("test-user");
    }

    /** A token without tenant, roles and audience. */
    public static TestTokens token() {
        return new TestTokens();
    }

    public TestTokens user(String name) {
        claims.put("preferred_username", name);
        claims.put("name", name);
        return this;
    }

    /** A tenant id, or {@code *} for a platform service. */
    public TestTokens tenant(String tenant) {
        return claim("tenant_id", tenant);
    }

    public TestTokens roles(String... roles) {
        return claim("realm_access", Map.of("roles", List.of(roles)));
    }

    public TestTokens audience(String... audience) {
        return claim("aud", List.of(audience));
    }

    public TestTokens issuer(String issuer) {
        return claim("iss", issuer);
    }

    /** Any further claim, or another value of one. */
    public TestTokens claim(String name, Object value) {
        claims.put(name, value);
        return this;
    }

    /** The token ended ten minutes ago. */
    public TestTokens expired() {
        long now = Instant.now().getEpochSecond();
        return claim("iat", now - 900).claim("exp", now - 600);
    }

    /** Signed with another algorithm of the same key: RS384 or RS512, which the platform does not accept. */
    public TestTokens algorithm(String name) {
        algorithm = name;
        return this;
    }

    /** The compact form, signed. */
    public String sign() {
        String input = input(algorithm);
        try {
            String java = "SHA" + algorithm.substring(2) + "withRSA";
            Signature signature = Signature.getInstance(java);
            signature.initSign(KEY);
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("test token could not be signed", e);
        }
    }

    /** The compact form with {@code alg: none} and no signature. */
    public String unsigned() {
        return input("none") + ".";
    }

    /** The classic confusion attack: HS256 keyed with the bytes of the public key. */
    public String signedWithPublicKeyAsSecret() {
        String input = input("HS256");
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(PUBLIC_KEY.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            return input + "." + encode(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("test token could not be signed", e);
        }
    }

    private String input(String alg) {
        return encode(json(Map.of("alg", alg, "typ", "JWT", "kid", KEY_ID))) + "." + encode(json(claims));
    }

    private static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("test token claims are not JSON", e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static PrivateKey privateKey() {
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(PRIVATE_KEY)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key of the test tokens could not be read", e);
        }
    }
}
