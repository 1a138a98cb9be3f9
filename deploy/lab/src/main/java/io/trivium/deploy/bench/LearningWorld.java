package io.trivium.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivium.core.sql.SqlFailure;
import io.trivium.core.sql.SqlQuery;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.faults.RuntimeApi;
import io.trivium.deploy.faults.fin.GenuineLabels;
import io.trivium.deploy.standalone.Cache;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Tools;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Simulated payments with labels, decided by a platform, so that its learning store has examples. */
final class LearningWorld {
    private static final SqlQuery<String> CARD = SqlQuery.of(String.class, """
        select pan_token from fin.decision where tenant_id = :tenant and pan_token is not null
        group by 1 order by count(*) desc, 1 limit 1
        """);

    /** Tenant whose payments may be in the past. */
    static final String TENANT = "replay-bank";

    /** After this time all complaints about a payment have been made. */
    private static final Duration KNOWN = Duration.ofDays(7);

    private static final int PATIENCE_SECONDS = 300;

    private LearningWorld() {}

    /**
     * Fills the store, unless it has that many labelled examples.
     *
     * @return labelled examples
     */
    static long fill(
            Platform platform,
            PlatformStatus status,
            String task,
            int days,
            int cards,
            long seed,
            Consumer<String> talk)
            throws IOException, InterruptedException {
        RuntimeApi api = new RuntimeApi(platform, status, TENANT);
        long wanted = (days - KNOWN.toDays()) * cards / 8;
        long labelled = labelled(api, task);
        if (labelled >= wanted) return labelled;
        talk.accept("Payments of " + days + " days and " + cards + " cards, with their labels");
        // the newest day is yesterday: older examples are not kept for learning
        LocalDate first = LocalDate.now(ZoneOffset.UTC).minusDays(days);
        Path archive = Files.createTempDirectory("trivium-bench-learning");
        try {
            Tools tools = new Tools(Installation.current());
            run(tools.fin(
                    List.of(
                            "generate",
                            "--out",
                            archive.toString(),
                            "--days",
                            Integer.toString(days),
                            "--first",
                            first.toString(),
                            "--cards",
                            Integer.toString(cards),
                            "--seed",
                            Long.toString(seed)),
                    Tools.environment(status, platform.data())));
            run(tools.fin(
                    List.of(
                            "replay",
                            "--data",
                            archive.toString(),
                            "--tenant",
                            TENANT,
                            "--bootstrap",
                            "127.0.0.1:" + status.ports().kafka()),
                    Tools.environment(status, platform.data())));
        } finally {
            Cache.deleteTree(archive);
        }
        Instant before =
                first.plusDays(days).atStartOfDay(ZoneOffset.UTC).toInstant().minus(KNOWN);
        talk.accept(GenuineLabels.send(platform, status, TENANT, before, KNOWN.minusHours(1))
                + " labels of genuine payments");
        for (int second = 0; second < PATIENCE_SECONDS; second++) {
            labelled = labelled(api, task);
            if (labelled >= wanted) return labelled;
            new CountDownLatch(1).await(1, TimeUnit.SECONDS);
        }
        throw LauncherException.failure("Only " + labelled + " of at least " + wanted
                + " labelled examples came into the learning store; see ./trivium logs model-runtime.");
    }

    private static void run(int code) {
        if (code != 0) throw LauncherException.failure("FinTool ended with exit code " + code + '.');
    }

    /** The card that paid most often. */
    static String card(Platform platform, PlatformStatus status) {
        try (Connection connection = new Database(status, platform.data()).connect()) {
            return CARD.on(connection)
                    .set("tenant", TENANT)
                    .first()
                    .orElseThrow(() -> LauncherException.failure("There are no payments yet."));
        } catch (SQLException | SqlFailure e) {
            throw LauncherException.failure("The cards in PostgreSQL cannot be read: " + e.getMessage());
        }
    }

    static long labelled(RuntimeApi api, String task) throws InterruptedException {
        long labelled = 0;
        for (JsonNode age : api.get("/v1/learning/tasks/" + task + "/coverage").path("byAge")) {
            labelled += age.path("labelled").asLong();
        }
        return labelled;
    }
}
