package io.trivium.deploy.drill;

import io.trivium.deploy.chaos.Disks;
import io.trivium.deploy.chaos.Proxies;
import io.trivium.deploy.check.Diagnosis;
import io.trivium.deploy.check.Finding;
import io.trivium.deploy.component.ComponentStatus;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.Link;
import io.trivium.deploy.standalone.Ports;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The faults of a drill, on a platform with the demo's traffic behind proxies. For one thread. */
final class Causes implements AutoCloseable {
    /** The hospital's service, whose archive has a disk of its own. */
    private static final String DISK = "domain-med";

    private static final Duration OFTEN = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int BROKEN_EVENTS = 50;

    private final Platform platform;
    private final Ports ports;
    private final Proxies proxies;
    private final Disks disks;
    private final Queries queries;
    private final DeadLetters deadLetters;
    private final StrangeEvents strange;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();

    /** Queries Prometheus. */
    @FunctionalInterface
    interface Queries {
        /** The current result of an expression: a line for each series. */
        String ask(String expression) throws IOException, InterruptedException;
    }

    Causes(Platform platform, Ports ports, Proxies proxies, Disks disks, Queries queries, DeadLetters deadLetters) {
        this.platform = platform;
        this.ports = ports;
        this.proxies = proxies;
        this.disks = disks;
        this.queries = queries;
        this.deadLetters = deadLetters;
        this.strange = new StrangeEvents(platform.kafka());
    }

    /** In the order of a drill; those of one list are active at the same time. */
    List<List<Cause>> all() {
        return List.of(
                List.of(plantCutOff(), runtimeSilent(), labelsOfTomorrow(), brokenEvents(), strangeSender()),
                List.of(databaseCutOff()),
                List.of(brokerCutOff()),
                List.of(keycloakSilent()),
                List.of(archiveFull()),
                List.of(serviceHangs()));
    }

    private Cause plantCutOff() {
        HungService plant = new HungService(() -> process("demo-plant"));
        return new Cause(
                CauseName.plant_cut_off,
                "the plant sends nothing and its MQTT broker cannot be reached",
                () -> {
                    proxies.blackHole(Link.MQTT);
                    plant.begin();
                },
                "the plant's network is mended",
                () -> {
                    proxies.pass(Link.MQTT);
                    plant.end();
                },
                List.of(new Expected(
                        "FactoryReadingsStopped",
                        "factory",
                        List.of(
                                ready("domain-industrial", "\"plant\": false"),
                                asked("sum(rate(industrial_reading_stored_total[5m]))", " 0\n")))));
    }

    private Cause runtimeSilent() {
        return new Cause(
                CauseName.runtime_silent,
                "what payments ask of the model runtime gets no answer",
                () -> proxies.blackHole(Link.FIN_TO_RUNTIME),
                "the way to the runtime is mended",
                () -> proxies.pass(Link.FIN_TO_RUNTIME),
                List.of(
                        new Expected(
                                "RuntimeCircuitOpen",
                                "runtime",
                                List.of(
                                        ready("model-runtime", "\"status\": \"UP\""),
                                        asked(
                                                "core_inference_client_circuit_state{state=\"open\"} == 1",
                                                "domain-fin"))),
                        new Expected(
                                "PaymentsDegraded",
                                "payments",
                                List.of(asked(
                                        "sum by (reason) (rate(fin_scoring_fallbacks_total[5m])) > 0",
                                        "inference-circuit-open"))),
                        new Expected(
                                "DecisionsDegradedFast",
                                "slo",
                                List.of(asked("trivium:decisions_degraded:ratio_rate5m > 0.0144", "{")))));
    }

    private Cause labelsOfTomorrow() {
        Repeated labels = new Repeated("drill-labels", OFTEN, strange::labelOfTomorrow);
        return new Cause(
                CauseName.clock_ahead,
                "labels come in, one in two seconds, of a machine whose clock is a day ahead",
                labels::begin,
                "the machine's clock is set",
                labels::end,
                List.of(new Expected(
                        "LearningRejects",
                        "learning",
                        List.of(asked(
                                "sum by (kind, reason) (rate(learning_rejections_total[10m])) > 0", "time-ahead")))));
    }

    private Cause brokenEvents() {
        return new Cause(
                CauseName.broken_events,
                BROKEN_EVENTS + " authorizations that are no JSON come in",
                () -> strange.brokenAuthorizations(BROKEN_EVENTS),
                "their sender has ended",
                () -> {},
                List.of(new Expected(
                        "DeadLettersArrive",
                        "dead-letters",
                        List.of(
                                new Sign(
                                        "./trivium deadletter list --service domain-fin --tenant platform",
                                        () -> deadLetters.of("domain-fin"),
                                        "event-not-json"),
                                asked("core_dead_letters_stored_total", "event-not-json")))));
    }

    private Cause strangeSender() {
        Repeated scanner = new Repeated("drill-scanner", OFTEN, this::callAsStranger);
        return new Cause(
                CauseName.strange_sender,
                "an unregistered scanner calls every two seconds",
                scanner::begin,
                "the scanner is switched off, or registered",
                scanner::end,
                List.of(new Expected(
                        "HospitalSendersRefused", "hospital", List.of(logged("domain-med", "STRANGER calls")))));
    }

    private Cause databaseCutOff() {
        return new Cause(
                CauseName.database_cut_off,
                "no service reaches PostgreSQL",
                () -> proxies.cut(Link.POSTGRES),
                "the network is mended",
                () -> proxies.pass(Link.POSTGRES),
                List.of(
                        new Expected(
                                "PostgresUnreachable",
                                "postgres",
                                List.of(ready("domain-fin", "Database connections health check"))),
                        new Expected(
                                "PaymentsRulesOld",
                                "payments",
                                List.of(
                                        ready("domain-fin", "Database connections health check"),
                                        asked("fin_rule_age_seconds > 60", "domain-fin"),
                                        logged("domain-fin", "rules cannot be read")))));
    }

    private Cause brokerCutOff() {
        return new Cause(
                CauseName.broker_cut_off,
                "no service reaches Kafka",
                () -> proxies.cut(Link.KAFKA),
                "the network is mended",
                () -> proxies.pass(Link.KAFKA),
                List.of(new Expected(
                        "KafkaUnreachable",
                        "kafka",
                        List.of(
                                ready("domain-industrial", "503"),
                                asked("core_readiness{check=\"kafka\"} == 0", "domain-industrial")))));
    }

    private Cause keycloakSilent() {
        return new Cause(
                CauseName.keycloak_silent,
                "Keycloak does not answer",
                () -> proxies.blackHole(Link.KEYCLOAK),
                "Keycloak is started again",
                () -> proxies.pass(Link.KEYCLOAK),
                List.of(new Expected(
                        "KeycloakUnreachable",
                        "keycloak",
                        List.of(new Sign(
                                "curl of the realm",
                                () -> get(ports.of(Link.KEYCLOAK), "/realms/trivium/.well-known/openid-configuration"),
                                "timed out")))));
    }

    private Cause archiveFull() {
        return new Cause(
                CauseName.archive_full,
                "the disk of the hospital's archive is full",
                () -> disks.fill(DISK),
                "other files on the disk are deleted",
                () -> disks.free(DISK),
                List.of(
                        new Expected(
                                "HospitalImagesRefused",
                                "hospital",
                                List.of(
                                        asked(
                                                "sum by (reason) (increase(med_archive_refusals_total[5m])) > 0",
                                                "disk-low"),
                                        new Sign(
                                                "curl of /q/health/well of domain-med",
                                                () -> get(Ports.management(ports.med()), "/q/health/well"),
                                                "archive-space"))),
                        new Expected(
                                "DiskNearlyFull",
                                "storage",
                                List.of(asked(
                                        "node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.05", DISK)))));
    }

    private Cause serviceHangs() {
        HungService service = new HungService(() -> process("domain-industrial"));
        return new Cause(
                CauseName.service_hangs,
                "the factory's service hangs, again after each restart by the launcher",
                service::begin,
                "what makes it hang is gone",
                service::end,
                List.of(new Expected(
                        "ServiceDown",
                        "services",
                        List.of(new Sign("./trivium doctor", this::doctor, "domain-industrial")))));
    }

    private Sign ready(String service, String says) {
        int port = Ports.management(ports.service(service, 1));
        return new Sign("curl of /q/health/ready of " + service, () -> get(port, "/q/health/ready"), says);
    }

    private Sign asked(String expression, String says) {
        return new Sign(expression, () -> queries.ask(expression), says);
    }

    private Sign logged(String component, String says) {
        Path log = platform.data().log(component);
        return new Sign("grep '" + says + "' of the log of " + component, () -> lines(log, says), says);
    }

    /** The last of those that have it: stack traces of failures meanwhile make the end of a log long. */
    private static String lines(Path log, String says) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(says))
                    .reduce((_, last) -> last)
                    .orElse("no line");
        }
    }

    private String doctor() throws InterruptedException {
        return new Diagnosis(Installation.current(), platform, null)
                .findings().stream()
                        .filter(finding -> finding.level() != Finding.Level.GOOD)
                        .map(finding -> finding.what() + ": " + finding.found() + " -> " + finding.remedy())
                        .collect(Collectors.joining("\n"));
    }

    private String get(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(ANSWER)
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }

    private OptionalLong process(String component) {
        return platform.status().flatMap(now -> now.component(component)).stream()
                .mapToLong(ComponentStatus::pid)
                .filter(pid -> pid > 0)
                .findFirst();
    }

    private void callAsStranger() throws IOException, InterruptedException {
        Process call = new ProcessBuilder(
                        "echoscu",
                        "-to",
                        "5",
                        "-aet",
                        "STRANGER",
                        "-aec",
                        "TRIVIUM",
                        "127.0.0.1",
                        Integer.toString(ports.dicom()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        call.waitFor();
    }

    @Override
    public void close() {
        strange.close();
        http.close();
    }
}
