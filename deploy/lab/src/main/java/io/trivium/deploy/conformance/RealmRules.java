package io.trivium.deploy.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.standalone.Services;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** What the running realm asks of passwords, logins, codes and sessions. */
final class RealmRules implements Check {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CLIENT = "trivium-fin";
    private static final String SERVICE = "domain-fin";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final int WRONG_PASSWORDS = 10;

    /** Of RFC 7636, appendix B. */
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    /** Settings of the realm and the most that each may be, in seconds or failures. */
    private static final Map<String, Integer> MOST = Map.of(
            "accessTokenLifespan", 300,
            "accessCodeLifespan", 60,
            "ssoSessionIdleTimeout", 1_800,
            "ssoSessionMaxLifespan", 36_000,
            "failureFactor", 10);

    private static final Map<String, Boolean> SWITCHES = Map.of(
            "bruteForceProtected", true,
            "permanentLockout", false,
            "registrationAllowed", false,
            "resetPasswordAllowed", false,
            "rememberMe", false,
            "eventsEnabled", true,
            "adminEventsEnabled", true);

    @Override
    public String protocol() {
        return "security";
    }

    @Override
    public String name() {
        return "passwords, guessing, codes and lifetimes of sessions in the running realm";
    }

    @Override
    public Outcome run(Target target) throws IOException, InterruptedException {
        Cases cases = new Cases();
        settings(cases, target.realm().get(""));
        try (Person person = new Person(target)) {
            codes(target, cases, person);
            guesses(cases, person);
        }
        return cases.judgedBy("built in, OWASP ASVS 5.0 6, 7, 10");
    }

    private static void settings(Cases cases, JsonNode realm) {
        MOST.forEach((setting, most) -> {
            int value = realm.path(setting).asInt();
            cases.require(value > 0 && value <= most, setting + " is " + value);
        });
        SWITCHES.forEach((setting, wanted) ->
                cases.require(realm.path(setting).asBoolean() == wanted, setting + " is not " + wanted));
        cases.require("external".equals(realm.path("sslRequired").asText()), "sslRequired is not external");
        String policy = realm.path("passwordPolicy").asText();
        for (String wanted : new String[] {"length(8)", "notUsername", "passwordBlacklist(", "maxAuthAge(0)"}) {
            cases.require(policy.contains(wanted), "the password policy has no " + wanted);
        }
        for (String other :
                new String[] {"upperCase", "lowerCase", "digits", "specialChars", "forceExpired", "maxLength"}) {
            cases.require(!policy.contains(other), "the password policy has " + other);
        }
    }

    /** A code is of use once, and only with its proof key; a refresh token ends when it is revoked. */
    private static void codes(Target target, Cases cases, Person person) throws IOException, InterruptedException {
        String secret = Secrets.of(target.platform().data()).get("client-" + CLIENT);
        String console = target.atLocalhost(SERVICE, "/console/login").toString();
        String base = Services.issuer(target.ports()) + "/protocol/openid-connect/";
        String asked = base + "auth?response_type=code&scope=openid&state=s&nonce=n&client_id=" + CLIENT
                + "&code_challenge_method=S256&code_challenge=" + CHALLENGE + "&redirect_uri=" + encode(console);
        Map<String, String> client = Map.of("client_id", CLIENT, "client_secret", secret);
        String page = person.browser().page(asked);
        cases.require(page.matches("(?s).*<input[^>]*type=\"password\".*"), "the page shows the password");
        cases.require(!page.contains("onpaste"), "the page watches what is pasted");

        Map<String, String> proof = Map.of("code_verifier", VERIFIER);
        Map<String, String> exchange = exchange(person.browser().code(asked), console);
        int once = post(target, base + "token", client, exchange, proof).statusCode();
        cases.require(once == OK, "a code is answered " + once);
        int twice = post(target, base + "token", client, exchange, proof).statusCode();
        cases.require(twice >= 400, "a code is answered " + twice + " a second time");

        int other = post(
                        target,
                        base + "token",
                        client,
                        exchange(person.browser().code(asked), console),
                        Map.of("code_verifier", VERIFIER.replace('d', 'e')))
                .statusCode();
        cases.require(other >= 400, "a code with another proof key is answered " + other);

        String tokens = post(
                        target,
                        base + "token",
                        client,
                        exchange(person.browser().code(asked), console),
                        proof)
                .body();
        String refresh = JSON.readTree(tokens).path("refresh_token").asText();
        Map<String, String> renewal = Map.of("grant_type", "refresh_token", "refresh_token", refresh);
        int renewed = post(target, base + "token", client, renewal).statusCode();
        cases.require(renewed == OK, "a refresh token is answered " + renewed);
        post(target, base + "revoke", client, Map.of("token", refresh));
        int revoked = post(target, base + "token", client, renewal).statusCode();
        cases.require(revoked >= 400, "a revoked token is answered " + revoked);
    }

    private static Map<String, String> exchange(String code, String console) {
        return Map.of("grant_type", "authorization_code", "code", code, "redirect_uri", console);
    }

    /** After ten wrong passwords even the right one is refused for a while. */
    private static void guesses(Cases cases, Person person) throws IOException, InterruptedException {
        cases.require(person.browser().logsIn(SERVICE, person.password()), "the password does not log in");
        for (int i = 0; i < WRONG_PASSWORDS; i++) {
            cases.require(!person.browser().logsIn(SERVICE, "wrong " + i), "a wrong password logs in");
        }
        cases.require(
                !person.browser().logsIn(SERVICE, person.password()),
                "the password logs in right after " + WRONG_PASSWORDS + " wrong ones");
    }

    @SafeVarargs
    private static HttpResponse<String> post(Target target, String address, Map<String, String>... forms)
            throws IOException, InterruptedException {
        StringBuilder body = new StringBuilder();
        for (Map<String, String> form : forms) {
            form.forEach((name, value) ->
                    body.append(name).append('=').append(encode(value)).append('&'));
        }
        return target.http()
                .send(
                        HttpRequest.newBuilder(URI.create(address))
                                .timeout(PATIENCE)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
