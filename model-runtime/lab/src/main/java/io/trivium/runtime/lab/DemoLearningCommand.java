package io.trivium.runtime.lab;

import io.trivium.core.inference.ClientCredentialsTokens;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.lab.demo.LearningDemo;
import io.trivium.runtime.pack.PackSigner;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the learning demo against a platform. */
@Command(
        name = "demo-learning",
        description = {
            "Updates the task " + LearningDemo.TASK + " three times on simulated history: one challenger is refused by",
            "the gates, one promoted, one rolled back by its watch. TRIVIUM_CLIENT_SECRET holds the client's secret."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required options
public final class DemoLearningCommand implements Callable<Integer> {
    private static final Duration TOKEN_PATIENCE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Option(names = "--service", required = true, description = "address of the model runtime")
    private URI service;

    @Option(names = "--issuer", required = true, description = "address of the realm that issues tokens")
    private String issuer;

    @Option(
            names = "--client",
            required = true,
            description = "client with the roles model-operator and inference-client")
    private String client;

    @Option(names = "--tenant", required = true, description = "organisation of the client")
    private String tenant;

    @Option(names = "--bootstrap", required = true, description = "Kafka")
    private String bootstrap;

    @Option(names = "--state", required = true, description = "folder that remembers the steps that are done")
    private Path state;

    @Override
    public Integer call() throws IOException, InterruptedException {
        String secret = System.getenv("TRIVIUM_CLIENT_SECRET");
        if (secret == null) throw new IllegalArgumentException("TRIVIUM_CLIENT_SECRET is not set");
        URI endpoint = URI.create(issuer + "/protocol/openid-connect/token");
        try (ClientCredentialsTokens tokens =
                new ClientCredentialsTokens(endpoint, client, secret, InstantSource.system())) {
            LearningDemo.run(
                    new LearningDemo.Target(
                            service,
                            bootstrap,
                            new TenantId(tenant),
                            () -> tokens.token(TOKEN_PATIENCE),
                            PackSigner.ofEnvironment(),
                            state,
                            PATIENCE),
                    step -> System.err.println(Instant.now() + " done: " + step));
        }
        return 0;
    }
}
