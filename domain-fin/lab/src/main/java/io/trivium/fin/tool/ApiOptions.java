package io.trivium.fin.tool;

import io.trivium.fin.bench.FinApi;
import java.io.IOException;
import java.net.URI;
import picocli.CommandLine.Option;

/** The service's HTTP API and the client that calls it; the launcher names them in the environment. */
final class ApiOptions {
    @Option(
            names = "--service",
            paramLabel = "URL",
            defaultValue = "${env:TRIVIUM_FIN_URL:-http://127.0.0.1:18082}",
            description = "Address of domain-fin (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private URI service;

    @Option(
            names = "--issuer",
            paramLabel = "URL",
            defaultValue = "${env:TRIVIUM_OIDC_ISSUER:-http://localhost:18180/realms/trivium}",
            description = "Issuer of access tokens (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private URI issuer;

    /**
     * Connects as a client whose id and secret the environment holds under these names: a secret on the command line would
     * be in every list of processes.
     *
     * @throws ToolException when one is missing
     */
    FinApi connect(String clientIdName, String clientSecretName) throws IOException, InterruptedException {
        return FinApi.connect(service, issuer, required(clientIdName), required(clientSecretName));
    }

    URI service() {
        return service;
    }

    static String required(String name) {
        String value = System.getenv(name);
        if (value == null || value.isBlank()) {
            throw new ToolException("the environment variable " + name + " is missing; ./trivium bench fin sets it");
        }
        return value;
    }
}
