package io.trivium.deploy.check;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Whether Keycloak answers, and with the realm of this version. */
final class IdentityChecks {
    private static final String WHAT = "Keycloak";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int NOT_FOUND = 404;

    private IdentityChecks() {}

    static Finding realm(URI issuer) throws InterruptedException {
        URI address = URI.create(issuer + "/.well-known/openid-configuration");
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            int status = http.send(
                            HttpRequest.newBuilder(address).timeout(PATIENCE).build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status == NOT_FOUND) {
                return Finding.bad(
                        WHAT,
                        "has no realm at " + issuer,
                        "Delete keycloak/realm-imported in the data directory, then ./trivium down and up: the realm"
                                + " is imported again; people who were added in it are not in the import.");
            }
            if (status == 200 && takesPasswords(http, issuer)) {
                return Finding.bad(
                        WHAT,
                        "its client admin-cli of " + issuer + " takes passwords without a browser",
                        "Turn the client admin-cli of the realm off in Keycloak (Clients, admin-cli, Enabled), or"
                                + " ./trivium down and up, which brings the realm up to date.");
            }
            return Finding.of(WHAT, status == 200, "answers " + status + " at " + issuer, "./trivium logs keycloak");
        } catch (IOException e) {
            return Finding.bad(
                    WHAT,
                    "does not answer at " + issuer,
                    "./trivium logs keycloak; sessions stay valid, no user can sign in until it is back.");
        }
    }

    /**
     * Whether the password grant is open in the running realm. Asked with a user that cannot exist: a client that is off
     * is refused as such ({@code invalid_client}, {@code unauthorized_client}), an open one because of the user
     * ({@code invalid_grant}; RFC 6749, section 5.2).
     */
    private static boolean takesPasswords(HttpClient http, URI issuer) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(issuer + "/protocol/openid-connect/token"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "grant_type=password&client_id=admin-cli&username=%20&password=%20"))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() == 200 || answer.body().contains("invalid_grant");
    }

    /**
     * Whether the realm was made from the file of this version.
     *
     * @param wanted fingerprint of the file as it is now
     */
    static List<Finding> version(Path marker, String wanted) {
        try {
            return Files.exists(marker) && !Files.readString(marker).strip().equals(wanted)
                    ? List.of(Finding.waiting(
                            WHAT,
                            "its realm is of another version of Trivium",
                            "./trivium down, then ./trivium up brings roles and clients up to date; people stay."))
                    : List.of();
        } catch (IOException e) {
            return List.of(Finding.bad(
                    WHAT, marker + " cannot be read: " + e.getMessage(), "Give it to the user that runs ./trivium."));
        }
    }
}
