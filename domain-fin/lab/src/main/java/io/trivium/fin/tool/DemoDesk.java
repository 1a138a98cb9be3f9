package io.trivium.fin.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.fin.bench.FinApi;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * The demo's desk: an analyst and a supervisor who use the service's own API. They make starter rules live with four eyes,
 * and close the oldest cases by what the simulated payments really are, so that queues stay filled but bounded. Cases that
 * a person has taken are left alone. Not thread-safe.
 */
final class DemoDesk {

    /** The bundled rules that the desk makes live: at least one for each named queue. */
    static final List<String> RULES =
            List.of("amount-far-above-habit", "terminal-compromised", "mule-account", "device-many-cards");

    static final String STARTER_AUTHOR = "system:starter-rules";

    /** Open cases that stay in a queue for those who try the console. */
    static final int KEPT = 12;

    /** Escalated cases that stay. */
    static final int KEPT_ESCALATED = 3;

    /** Overdue cases that stay in a queue: history arrives with cases that were due days ago. */
    static final int KEPT_OVERDUE = 2;

    private static final String ESCALATED = "escalated";
    private static final int CLOSED_AT_ONCE = 25;
    private static final Duration UNTOUCHED = Duration.ofSeconds(60);
    /** Older cases are closed, not escalated: a supervisor's queue shows cases of the last days. */
    private static final Duration FRESH = Duration.ofDays(3);

    private static final Duration BACKTEST_POLL = Duration.ofMillis(500);
    private static final Duration BACKTEST_PATIENCE = Duration.ofMinutes(5);

    private final FinApi analyst;
    private final FinApi supervisor;
    private final Function<String, Optional<Boolean>> truth;
    private final InstantSource clock;

    /** @param truth whether the authorization of an id is a fraud; empty if that is not known */
    DemoDesk(FinApi analyst, FinApi supervisor, Function<String, Optional<Boolean>> truth, InstantSource clock) {
        this.analyst = analyst;
        this.supervisor = supervisor;
        this.truth = truth;
        this.clock = clock;
    }

    /**
     * Makes the bundled rules live that are still as they were bundled: back-test, proposal, approval by a second person.
     *
     * @param days of history that the back-test reads
     * @return ids of the rules that are live now
     */
    List<String> promoteStarterRules(int days) throws IOException, InterruptedException {
        List<String> promoted = new ArrayList<>();
        for (JsonNode rule : analyst.get("/v1/rules").path("items")) {
            String id = rule.path("ruleId").asText();
            String state = rule.path("state").asText();
            boolean isAsBundled = rule.path("latestVersion").asInt() == 1
                    && rule.path("proposedVersion").isMissingNode()
                    && (state.equals("draft") || state.equals("shadow"));
            if (!RULES.contains(id) || !isAsBundled || !isBundled(id)) continue;
            backtest(id, days);
            String version = "/v1/rules/" + id + "/versions/1/";
            analyst.post(version + "proposal", because("The back-test over the last weeks supports it."));
            supervisor.post(version + "approval", because("Checked the back-test: few alerts, most of them fraud."));
            promoted.add(id);
        }
        return promoted;
    }

    private boolean isBundled(String ruleId) throws IOException, InterruptedException {
        JsonNode versions = analyst.get("/v1/rules/" + ruleId).path("versions");
        return versions.path(0).path("author").asText().equals(STARTER_AUTHOR);
    }

    private void backtest(String ruleId, int days) throws IOException, InterruptedException {
        Instant now = clock.instant();
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("ruleId", ruleId)
                .put("version", 1)
                .put("from", now.minus(Duration.ofDays(days)).toString())
                .put("to", now.toString());
        JsonNode backtest = analyst.post("/v1/backtests", request);
        Instant end = now.plus(BACKTEST_PATIENCE);
        while (backtest.path("state").asText().equals("running")
                && clock.instant().isBefore(end)) {
            Thread.sleep(BACKTEST_POLL);
            backtest =
                    analyst.get("/v1/backtests/" + backtest.path("backtestId").asText());
        }
        if (!backtest.path("state").asText().equals("done")) {
            throw new IllegalStateException("the back-test of " + ruleId + " is "
                    + backtest.path("state").asText() + ": "
                    + backtest.path("failure").asText());
        }
    }

    /** Closes the oldest cases of every queue that has more, or more overdue ones, than stay. @return how many */
    int closeOldCases() throws IOException, InterruptedException {
        int closed = 0;
        long escalated = 0;
        JsonNode queues = supervisor.get("/v1/case-queues");
        for (JsonNode queue : queues) {
            if (queue.path("name").asText().equals(ESCALATED))
                escalated = queue.path("open").asLong();
        }
        for (JsonNode queue : queues) {
            String name = queue.path("name").asText();
            long excess = name.equals(ESCALATED)
                    ? queue.path("open").asLong() - KEPT_ESCALATED
                    : Math.max(
                            queue.path("unassigned").asLong() - KEPT,
                            queue.path("overdue").asLong() - KEPT_OVERDUE);
            for (JsonNode found : oldest(name, excess)) {
                boolean isEscalation = escalated < KEPT_ESCALATED
                        && found.path("priority").asText().equals("critical")
                        && Instant.parse(found.path("openedAt").asText())
                                .isAfter(clock.instant().minus(FRESH));
                if (isEscalation && escalate(found)) escalated++;
                else if (close(found, name.equals(ESCALATED) ? supervisor : analyst)) closed++;
            }
        }
        return closed;
    }

    private List<JsonNode> oldest(String queue, long excess) throws IOException, InterruptedException {
        if (excess <= 0) return List.of();
        Instant untouchedSince = clock.instant().minus(UNTOUCHED);
        JsonNode items = supervisor.get("/v1/cases?limit=200&queue=" + queue).path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .filter(one -> one.path("lockHolder").isMissingNode())
                .filter(one -> Instant.parse(one.path("lastAlertAt").asText()).isBefore(untouchedSince))
                .filter(one -> one.path("state").asText().equals(queue.equals(ESCALATED) ? "escalated" : "new"))
                .sorted(Comparator.comparing(one -> one.path("openedAt").asText()))
                .limit(Math.min(excess, CLOSED_AT_ONCE))
                .toList();
    }

    private boolean escalate(JsonNode found) throws IOException, InterruptedException {
        String path = path(found);
        return act(() -> {
            JsonNode taken = analyst.post(path + "/take", version(found));
            analyst.post(
                    path + "/escalate",
                    because("Several payments in a short time: please decide.").setAll(version(taken.path("summary"))));
        });
    }

    /** By what its payments are; false if that is not known or a person was quicker. */
    private boolean close(JsonNode found, FinApi by) throws IOException, InterruptedException {
        String path = path(found);
        JsonNode alerts = by.get(path).path("alerts");
        ArrayNode frauds = JsonNodeFactory.instance.arrayNode();
        ArrayNode genuine = JsonNodeFactory.instance.arrayNode();
        for (JsonNode alert : alerts) {
            if (alert.hasNonNull("disposition")) continue;
            String id = alert.path("authorizationId").asText();
            Optional<Boolean> isFraud = truth.apply(id);
            if (isFraud.isEmpty()) return false;
            (isFraud.orElseThrow() ? frauds : genuine).add(id);
        }
        return act(() -> {
            JsonNode seen = by.post(path + "/take", version(found));
            if (!frauds.isEmpty()) {
                seen = by.post(
                        path + "/disposition",
                        finding("confirmed-fraud", "The cardholder does not know these payments.", frauds, seen));
            }
            if (!genuine.isEmpty()) {
                String kind = frauds.isEmpty() ? "false-positive" : "genuine-suspicious";
                by.post(path + "/disposition", finding(kind, "The cardholder confirms these payments.", genuine, seen));
            }
        });
    }

    @FunctionalInterface
    private interface Acts {
        void run() throws IOException, InterruptedException;
    }

    /** A case that changed meanwhile, because a person or a new alert was quicker, is left for the next time. */
    private static boolean act(Acts acts) throws IOException, InterruptedException {
        try {
            acts.run();
            return true;
        } catch (IllegalStateException e) {
            if (e.getMessage() != null && e.getMessage().contains("answered 409")) return false;
            throw e;
        }
    }

    private static String path(JsonNode found) {
        return "/v1/cases/" + found.path("caseNumber").asLong();
    }

    private static ObjectNode version(JsonNode summary) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("version", summary.path("version").asLong());
    }

    private static ObjectNode because(String reason) {
        return JsonNodeFactory.instance.objectNode().put("reason", reason);
    }

    private static ObjectNode finding(String disposition, String reason, ArrayNode alerts, JsonNode seen) {
        ObjectNode request =
                version(seen.path("summary")).put("disposition", disposition).put("reason", reason);
        request.set("authorizationIds", alerts);
        return request;
    }

    /**
     * Works until the thread is interrupted: first the rules, then the cases.
     *
     * @param said takes what happened, and what failed; a failure is tried again
     */
    void work(int days, Duration pause, Consumer<String> said) throws InterruptedException {
        boolean isPromoted = false;
        while (true) {
            try {
                if (!isPromoted) {
                    List<String> rules = promoteStarterRules(days);
                    isPromoted = true;
                    if (!rules.isEmpty()) said.accept("rules made live: " + String.join(", ", rules));
                }
                int closed = closeOldCases();
                if (closed > 0) said.accept(closed + " cases closed");
            } catch (IOException | IllegalStateException e) {
                said.accept("the desk could not work: " + e.getMessage());
            }
            Thread.sleep(pause);
        }
    }
}
