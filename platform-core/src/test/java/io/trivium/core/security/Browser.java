package io.trivium.core.security;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.http.Cookie;
import io.restassured.http.Cookies;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;

/** Sends the requests of a browser for the pages of a console, without following redirects. */
public final class Browser {
    private Browser() {}

    /** A page the user opens. */
    public static RequestSpecification page() {
        return given().redirects().follow(false).header("Accept", "text/html").header("Sec-Fetch-Mode", "navigate");
    }

    /** Cookies as a browser sends them behind a proxy that ends TLS: with names and values, Secure ones too. */
    public static Cookies sent(Cookies received) {
        return new Cookies(received.asList().stream()
                .map(cookie -> new Cookie.Builder(cookie.getName(), cookie.getValue()).build())
                .toList());
    }

    /**
     * Logs in from a page and comes back to it.
     *
     * @param console path of the console without a slash at its end
     * @return the session's cookies
     */
    public static Cookies login(String console, String path) {
        return login(Browser::page, console, path);
    }

    /**
     * Logs in as {@link #login(String, String)} does.
     *
     * @param page a new request of the browser, as the service receives it
     */
    public static Cookies login(Supplier<RequestSpecification> page, String console, String path) {
        Response challenge = page.get().get(path);
        assertEquals(302, challenge.statusCode());
        Map<String, String> asked = FakeIssuer.query(challenge.header("Location"));
        assertTrue(String.valueOf(asked.get("redirect_uri")).endsWith(console + "/login"), asked::toString);
        Response back = page.get()
                .cookies(sent(challenge.detailedCookies()))
                .queryParam("code", "code-" + asked.getOrDefault("nonce", ""))
                .queryParam("state", asked.get("state"))
                .get(console + "/login");
        assertEquals(302, back.statusCode(), back.asString());
        String returned = URLDecoder.decode(back.header("Location"), StandardCharsets.UTF_8);
        assertTrue(returned.endsWith(path), returned);
        return back.detailedCookies();
    }
}
