package io.trivium.deploy.supervision;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Ports;
import io.trivium.deploy.standalone.Services;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Access tokens for the launcher's own clients, by client credentials. */
public final class Identity {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SERVER_ERROR = 500;

    private final Ports ports;
    private final Secrets secrets;
    private final HttpClient http;

    public Identity(PlatformStatus status, DataDirectory data, HttpClient http) {
        this.ports = status.ports();
        this.secrets = Secrets.of(data);
        this.http = http;
    }

    /** A token; waits where Keycloak has a fault of its own, such as a database that was just away. */
    public String token(String clientId) throws IOException, InterruptedException {
        String form = "grant_type=client_credentials&client_id=" + clientId + "&client_secret="
                + URLEncoder.encode(secrets.get("client-" + clientId), StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(Services.issuer(ports) + "/protocol/openid-connect/token"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        long end = System.nanoTime() + PATIENCE.toNanos();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        while (response.statusCode() >= SERVER_ERROR && System.nanoTime() < end) {
            new CountDownLatch(1).await(1, TimeUnit.SECONDS);
            response = http.send(request, HttpResponse.BodyHandlers.ofString());
        }
        if (response.statusCode() != 200) {
            throw LauncherException.failure("Keycloak gives the client " + clientId + " no token ("
                    + response.statusCode() + "); does the realm have it, with the secret of this data directory?");
        }
        return new ObjectMapper().readTree(response.body()).path("access_token").asText();
    }
}
