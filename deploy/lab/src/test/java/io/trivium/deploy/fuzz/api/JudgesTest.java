package io.trivium.deploy.fuzz.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every rule, broken by a service that misbehaves in one way. */
class JudgesTest {
    private static final Operation LIST = SampleContract.operation("GET", "/v1/notes");
    private static final Operation HEALTH = SampleContract.operation("GET", "/health");
    private static final Duration SLOWEST = Duration.ofMillis(300);
    private static final String REFUSED =
            "{\"type\":\"/problems/x\",\"title\":\"X\",\"status\":%d,\"detail\":\"Not so.\",\"code\":\"conflict\"}";

    @TempDir
    private Path folder;

    private final KnownValues known = new KnownValues();
    private HttpServer server = server();
    private volatile Behaviour behaviour = JudgesTest::behave;

    private interface Behaviour {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void start() {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                behaviour.answer(exchange);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** As in the contract. */
    private static void behave(HttpExchange exchange) throws IOException {
        String token = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        boolean open = exchange.getRequestURI().getPath().equals("/health");
        if (open || token.equals("Bearer w") || token.equals("Bearer s")) {
            boolean known = Set.of("GET", "POST").contains(exchange.getRequestMethod());
            if (known) send(exchange, 200, "application/json", "{\"items\":[]}");
            else refuse(exchange, 405);
        } else {
            refuse(exchange, token.equals("Bearer r") ? 403 : 401);
        }
    }

    private static void refuse(HttpExchange exchange, int status) throws IOException {
        send(exchange, status, Judges.PROBLEM, REFUSED.formatted(status));
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private Set<String> rules(Operation operation, Caller caller, Behaviour misbehaviour) {
        behaviour = misbehaviour;
        Draft draft = new Draft(operation, operation.method(), Map.of(), List.of(), List.of(), new byte[0], caller);
        Judges judges = new Judges(SampleContract.contract(), known, "fzm1", false, SLOWEST.toMillis());
        Answer answer = new Wire(server.getAddress().getPort(), SLOWEST.multipliedBy(3)).send(draft);
        return judges.of(draft, answer).stream().map(Finding::rule).collect(Collectors.toSet());
    }

    private Set<String> rules(Behaviour misbehaviour) {
        return rules(LIST, SampleContract.WRITER, misbehaviour);
    }

    @Test
    void findNothingInWhatBehaves() {
        for (Caller caller : SampleContract.CALLERS) {
            assertEquals(Set.of(), rules(LIST, caller, JudgesTest::behave), caller.label());
            assertEquals(Set.of(), rules(HEALTH, caller, JudgesTest::behave), caller.label());
        }
        assertEquals(Set.of(), rules(exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "1");
            refuse(exchange, 503);
        }));
        assertEquals(Set.of(), rules(exchange -> refuse(exchange, 409)));
    }

    @Test
    void findServerErrors() {
        assertEquals(Set.of("server-error"), rules(exchange -> refuse(exchange, 500)));
        assertEquals(Set.of("server-error"), rules(exchange -> refuse(exchange, 503)));
    }

    @Test
    void findSlowAndMissingAnswers() {
        assertEquals(Set.of("slow"), rules(exchange -> {
            TimeUnit.MILLISECONDS.sleep(SLOWEST.toMillis() + 100);
            behave(exchange);
        }));
        assertEquals(Set.of("no-answer"), rules(HttpExchange::close));
    }

    @Test
    void findStatusesThatNoContractDeclares() {
        assertEquals(Set.of("undeclared-status"), rules(exchange -> refuse(exchange, 422)));
        assertEquals(
                Set.of("undeclared-status"),
                rules(exchange -> send(exchange, 206, "text/plain; charset=utf-8", "part")));
        assertEquals(Set.of("undeclared-status"), rules(exchange -> {
            exchange.getResponseHeaders().set("Location", "/console/login");
            send(exchange, 302, "text/plain", "");
        }));
    }

    @Test
    void findErrorsThatAreNoProblems() {
        assertEquals(Set.of("no-problem"), rules(exchange -> send(exchange, 404, "text/html", "<h1>no</h1>")));
        assertEquals(Set.of("no-problem"), rules(exchange -> send(exchange, 404, "text/plain", "")));
        assertEquals(Set.of("no-problem"), rules(exchange -> send(exchange, 404, Judges.PROBLEM, "{\"type\":\"x\"}")));
        assertEquals(
                Set.of("no-problem"), rules(exchange -> send(exchange, 404, Judges.PROBLEM, REFUSED.formatted(403))));
    }

    @Test
    void findNothingInErrorsOfTheFormThatTheContractGivesThem() {
        Operation other = SampleContract.operation("GET", "/v2");
        Behaviour own = exchange -> send(exchange, 422, "application/json", "{\"error\":\"not so\"}");
        assertEquals(Set.of(), rules(other, SampleContract.WRITER, own));
        assertEquals(Set.of("undeclared-status", "no-problem"), rules(own));
        assertEquals(
                Set.of("no-problem"),
                rules(other, SampleContract.WRITER, exchange -> send(exchange, 422, "application/json", "")));
        assertEquals(
                Set.of("no-json"),
                rules(other, SampleContract.WRITER, exchange -> send(exchange, 422, "application/json", "{")));
    }

    @Test
    void waitWithTheServiceForABodyThatNeverComes() {
        behaviour = JudgesTest::behave;
        Draft draft = new Draft(LIST, "GET", Map.of(), List.of(), List.of(), new byte[0], SampleContract.WRITER);
        Answer late = new Answer(
                200, Map.of("content-type", "application/json"), "{}".getBytes(StandardCharsets.UTF_8), true, 20_000);
        Judges judges = new Judges(SampleContract.contract(), known, "fzm1", false, SLOWEST.toMillis());
        assertEquals(
                List.of("slow"),
                judges.of(draft, late).stream().map(Finding::rule).toList());
        Draft withheld = draft.withHeader("Content-Length", "1");
        assertEquals(List.of(), judges.of(withheld, late));
        assertEquals(List.of(), judges.of(withheld, Answer.none(20_000)));
    }

    @Test
    void findTracesAndSql() {
        for (String inner : List.of(
                "at io.trivium.fin.Rules.check(Rules.java:42)",
                "java.lang.NullPointerException",
                "NumberFormatException: For input string",
                "select id from notes where id = 1",
                "duplicate key value violates unique constraint")) {
            assertEquals(
                    Set.of("leak"),
                    rules(exchange -> send(
                            exchange,
                            404,
                            Judges.PROBLEM,
                            REFUSED.formatted(404).replace("Not so.", inner))),
                    inner);
        }
    }

    @Test
    void findCallersWhoWereLetIn() {
        Behaviour toAll = exchange -> send(exchange, 200, "application/json", "{}");
        for (Caller caller : List.of(Caller.nobody(), SampleContract.GARBAGE, SampleContract.READER)) {
            assertEquals(Set.of("let-in"), rules(LIST, caller, toAll), caller.label());
        }
        assertEquals(Set.of(), rules(LIST, SampleContract.WRITER, toAll));
    }

    @Test
    void findWhatIsNoJson() {
        assertEquals(Set.of("no-json"), rules(exchange -> send(exchange, 200, "application/json", "{\"value\":NaN}")));
    }

    @Test
    void findBodiesThatDoNotSayWhatTheyAre() {
        assertEquals(Set.of("no-type"), rules(exchange -> send(exchange, 200, "", "a;b")));
        assertEquals(Set.of("no-type"), rules(exchange -> send(exchange, 200, "text/csv", "a;b")));
        for (String said : List.of("text/csv; charset=UTF-8", "text/event-stream", "application/octet-stream")) {
            assertEquals(Set.of(), rules(exchange -> send(exchange, 200, said, "a;b")), said);
        }
    }

    @Test
    void findWhatBelongsToOthers() {
        assertEquals(
                Set.of("foreign-data"),
                rules(
                        LIST,
                        SampleContract.STRANGER,
                        exchange -> send(exchange, 200, "application/json", "{\"name\":\"fzm1-7\"}")));
        String id = "6f7a3d1e-0000-4000-8000-000000000001";
        known.learn(SampleContract.WRITER, "/v1/notes", SampleContract.json("{\"id\": \"" + id + "\"}"));
        Operation get = SampleContract.operation("GET", "/v1/notes/{noteId}");
        Draft draft =
                new Draft(get, "GET", Map.of("noteId", id), List.of(), List.of(), new byte[0], SampleContract.STRANGER);
        Answer shown = new Answer(200, Map.of("content-type", "application/json"), new byte[] {'1'}, true, 1);
        Judges judges = new Judges(SampleContract.contract(), known, "fzm1", false, SLOWEST.toMillis());
        assertEquals(
                List.of("foreign-data"),
                judges.of(draft, shown).stream().map(Finding::rule).toList());
    }

    private Report run(Behaviour service) throws InterruptedException {
        behaviour = service;
        FuzzedService notes = new FuzzedService(
                "notes", server.getAddress().getPort(), false, SampleContract.contract(), SampleContract.CALLERS);
        ApiLimits limits = new ApiLimits(5, 300, Duration.ofSeconds(30), 4);
        return new ApiFuzz(List.of(notes), limits, Path.of("../.."), folder).run();
    }

    /** Without the JDK server's own answers to invalid addresses. */
    private static List<Report.Found> ofTheService(Report report) {
        return report.found().stream()
                .filter(found -> !found.answer().startsWith("<h1>"))
                .toList();
    }

    @Test
    void aRunAsksEveryOperationAsEveryCaller() throws Exception {
        Report report = run(JudgesTest::behave);
        assertEquals(List.of(), ofTheService(report));
        assertEquals(25, report.pairs());
        assertEquals(25, report.pairsAnswered());
        assertEquals(List.of(), report.unreached());
    }

    @Test
    void aRunLeavesTheSmallestRequestThatRepeatsAFinding() throws Exception {
        Report report = run(exchange -> {
            boolean posted = exchange.getRequestMethod().equals("POST");
            if (posted) refuse(exchange, 500);
            else behave(exchange);
        });
        Report.Found found = ofTheService(report).getFirst();
        assertFalse(report.isClean());
        assertEquals("server-error", found.rule());
        assertEquals("notes POST /v1/notes", found.operation());
        assertTrue(found.repeats());
        assertTrue(found.curl().startsWith("curl -sS -i -g --path-as-is -X POST"), found.curl());
        assertFalse(found.curl().contains("--data-binary"), found.curl());
        if (found.curl().contains(".header")) {
            try (var files = Files.list(folder)) {
                assertTrue(files.anyMatch(file -> file.toString().endsWith(".header")));
            }
        }
    }
}
