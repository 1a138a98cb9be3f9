package io.trivium.runtime.tool;

import io.trivium.core.inference.ClientCredentialsTokens;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.tool.course.LearningCourse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the learning course against a platform. */
@Command(
        name = "learning-course",
        description = {
            "Updates the task " + LearningCourse.TASK
                    + " three times on a simulated history: one challenger is refused by",
            "the gates, one promoted, one rolled back by its watch. The client's secret comes by TRIVIUM_CLIENT_SECRET."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required options
final class LearningCourseCommand implements Callable<Integer> {
    private static final Duration TOKEN_PATIENCE = Duration.ofSeconds(10);

    @Option(names = "--service", required = true, description = "address of the model runtime")
    private URI service;

    @Option(names = "--issuer", required = true, description = "address of the realm that gives tokens")
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
        if (LearningCourse.isGivenUp(state)) {
            System.err.println("a step failed three times, see " + state + "; delete that folder to try again");
            return 0;
        }
        String secret = System.getenv("TRIVIUM_CLIENT_SECRET");
        if (secret == null) throw new IllegalArgumentException("TRIVIUM_CLIENT_SECRET is not set");
        URI endpoint = URI.create(issuer + "/protocol/openid-connect/token");
        try (ClientCredentialsTokens tokens =
                new ClientCredentialsTokens(endpoint, client, secret, InstantSource.system())) {
            LearningCourse.run(
                    service,
                    () -> tokens.token(TOKEN_PATIENCE),
                    bootstrap,
                    new TenantId(tenant),
                    state,
                    Duration.ofMinutes(10),
                    step -> System.err.println("done: " + step));
        }
        return 0;
    }
}
