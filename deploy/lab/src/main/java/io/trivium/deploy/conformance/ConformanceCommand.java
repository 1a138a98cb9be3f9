package io.trivium.deploy.conformance;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.Trivium;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.component.KafkaAccess;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.component.ToolCommand;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.PostgresComponent;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Runs outside checkers and clients against the running platform. */
@Command(
        name = "conformance",
        description = {
            "Run outside checkers and clients against the running platform, and print a row for each check.",
            "It stores test objects and payments in the demo's organisations: use a disposable platform."
        })
public final class ConformanceCommand implements Callable<Integer> {
    /** In the order of the table. */
    static final List<Check> CHECKS = List.of(
            new DcmtkPeer(),
            new DicomWebRules(),
            new OrthancPeer(),
            hospital("dicom", "SR and SEG of 200 studies, by validators of others", "objects"),
            hospital("hl7", "ACK and ORU of 200 studies parsed and validated, unique MSH-10", "messages"),
            new ModuleTest(
                    "hl7",
                    "ADT^A08 and ADT^A40 applied to the index, or AR",
                    "HAPI HL7v2 2.6.0",
                    "domain-med/service",
                    List.of("Hl7Test", "PathIT")),
            new ModuleTest(
                    "fhir",
                    "resources of 200 studies",
                    "HAPI FHIR 8.6.0",
                    "domain-med/lab",
                    List.of("FhirConformanceTest"),
                    "-Dtrivium.conformance.objects=200"),
            new PaymentMessages("iso8583"),
            new ModuleTest(
                    "iso8583",
                    "TCP link: length header, reversals, echo",
                    "j8583 3.0.1",
                    "domain-fin/service",
                    List.of("Iso8583LinkIT", "Iso8583LinkTest")),
            new PaymentMessages("iso20022"),
            new ToolCheck(
                    "card-numbers",
                    "5,000 placements: none accepted, none in an answer, log, topic or table",
                    "domain-fin",
                    "demo-bank",
                    "io.trivium.fin.conformance.CardNumberCheck",
                    ConformanceCommand::cardNumbers,
                    ConformanceCommand::stores),
            new CloudEventsOut(),
            new ModuleTest(
                    "cloudevents",
                    "structured and binary mode by the SDK, extension attributes kept",
                    "CloudEvents SDK 4.0.1",
                    "platform-core",
                    List.of("CloudEventsSdkTest")),
            new ToolCheck(
                    "oip",
                    "Open Inference Protocol v2: every case of the open suite, REST and gRPC",
                    "model-runtime",
                    "demo-bank",
                    ToolCommand.RUNTIME_TOOL,
                    ConformanceCommand::inference,
                    target -> Secrets.of(target.platform().data()).packSigning()),
            new ModuleTest(
                    "sparkplug",
                    "host assertions, by id in docs/reference/sparkplug-host.md",
                    "Eclipse Tahu 1.0.19",
                    "domain-industrial/service",
                    List.of("HostStateIT", "SparkplugHostTest")),
            new OpenApiDocuments(),
            new MetricsFormat(),
            new RealmGrants(),
            new RealmRules(),
            new SessionEnds());

    private static final int SHOWN = 20;

    @ParentCommand
    Trivium trivium = new Trivium();

    @Parameters(
            arity = "0..1",
            paramLabel = "PROTOCOL",
            description = {
                "dicom, dicomweb, hl7, fhir, iso8583, iso20022, card-numbers, cloudevents, oip, sparkplug,",
                "openapi, prometheus or security (default: all)."
            })
    @Nullable
    String protocol;

    @Option(
            names = "--short",
            description = {
                "10 studies and 500 placements of card numbers, without the checks that are test classes, which",
                "./trivium test runs."
            })
    boolean brief;

    @Override
    public Integer call() throws IOException, InterruptedException {
        GlobalOptions options = trivium.options;
        List<Check> chosen = chosen(protocol, brief);
        Platform platform = options.platform();
        PlatformStatus status = platform.isRunning() ? platform.status().orElse(null) : null;
        if (status == null || !status.ready()) {
            throw LauncherException.notReady("The checks need a running platform; start it with ./trivium up.");
        }
        Path directory = Files.createTempDirectory(platform.data().run(), "conformance-");
        List<Map<String, Object>> rows = new ArrayList<>();
        try (Target target = new Target(platform, status, directory, chosen, brief)) {
            for (Check check : chosen) {
                options.terminal.say(check.protocol() + ": " + check.name() + " …");
                rows.add(row(check, target));
            }
        }
        boolean passed = rows.stream().noneMatch(row -> "failed".equals(row.get("result")));
        Map<String, Object> report = new LinkedHashMap<>();
        report.put(
                "target",
                Map.of(
                        "portBase",
                        status.portBase(),
                        "dataDirectory",
                        platform.data().root().toString()));
        report.put("passed", passed);
        report.put("checks", rows);
        if (options.json) options.print(report);
        else lines(rows).forEach(options.terminal.data()::println);
        return (passed ? ExitCode.OK : ExitCode.FAILURE).code();
    }

    /** @throws LauncherException when there is no check of that protocol, or none that the short form runs */
    static List<Check> chosen(@Nullable String protocol, boolean brief) {
        List<Check> all = CHECKS.stream()
                .filter(check -> protocol == null || check.protocol().equals(protocol))
                .toList();
        if (all.isEmpty()) {
            throw new LauncherException(
                    ExitCode.USAGE,
                    "There is no check of '" + protocol + "': "
                            + CHECKS.stream().map(Check::protocol).collect(Collectors.toCollection(TreeSet::new))
                            + ".");
        }
        List<Check> chosen = all.stream()
                .filter(check -> !brief || !(check instanceof ModuleTest))
                .toList();
        if (chosen.isEmpty()) {
            throw new LauncherException(
                    ExitCode.USAGE,
                    "The checks of '" + protocol + "' are test classes; leave --short out, or run ./trivium test.");
        }
        return chosen;
    }

    private static Check hospital(String protocol, String name, String kind) {
        return new ToolCheck(
                protocol,
                name,
                "domain-med",
                DcmtkPeer.HOSPITAL,
                "io.trivium.med.conformance.HospitalCheck",
                target -> List.of(kind, target.brief() ? "10" : "200"),
                target -> Map.of());
    }

    private static List<String> cardNumbers(Target target) {
        return List.of(
                target.address("domain-fin", "/").toString(),
                target.management("domain-fin", "/q/openapi?format=json").toString(),
                target.brief() ? "500" : "5000",
                target.platform().data().logs().toString(),
                "jdbc:postgresql://127.0.0.1:" + target.ports().postgres() + "/trivium",
                target.platform().kafka().bootstrap());
    }

    private static Map<String, String> stores(Target target) {
        return Map.of(
                "PGUSER",
                PostgresComponent.SUPERUSER,
                "PGPASSWORD",
                Secrets.of(target.platform().data()).get("postgres-superuser"),
                KafkaAccess.VARIABLE,
                target.platform().kafka().toolProperties().toString());
    }

    private static List<String> inference(Target target) {
        String address = target.address("model-runtime", "/").toString();
        return List.of("conformance", "--register", "--url", address, "--grpc", address, "--model", "oip-pair");
    }

    private static Map<String, Object> row(Check check, Target target) throws InterruptedException {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("protocol", check.protocol());
        row.put("check", check.name());
        try {
            Check.Outcome outcome = check.run(target);
            boolean passed = outcome.failures().isEmpty() && outcome.cases() > 0;
            row.put("checker", outcome.checker());
            row.put("cases", outcome.cases());
            row.put("target", "0 failures");
            row.put("failures", outcome.failures());
            if (!outcome.measured().isEmpty()) row.put("measured", outcome.measured());
            row.put("result", passed ? "passed" : "failed");
        } catch (Check.Missing e) {
            row.put("checker", String.valueOf(e.getMessage()));
            row.put("cases", 0);
            row.put("failures", List.of());
            row.put("result", "skipped");
        } catch (IOException | RuntimeException e) {
            row.put("checker", "");
            row.put("cases", 0);
            row.put("failures", List.of("the check broke off: " + e));
            row.put("result", "failed");
        }
        return row;
    }

    /** The table, and below it the failures, {@value #SHOWN} of each check at most. */
    static List<String> lines(List<Map<String, Object>> rows) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%-12s %-8s %6s %9s  %-34s %s",
                "PROTOCOL",
                "RESULT",
                "CASES",
                "FAILURES",
                "CHECKER",
                "CHECK"));
        List<String> failures = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            List<?> failed = (List<?>) row.getOrDefault("failures", List.of());
            lines.add(String.format(
                    Locale.ROOT,
                    "%-12s %-8s %6s %9d  %-34s %s",
                    row.get("protocol"),
                    row.get("result"),
                    row.get("cases"),
                    failed.size(),
                    row.get("checker"),
                    row.get("check")));
            if (row.get("measured") instanceof Map<?, ?> measured) lines.add("  measured: " + measured);
            failed.stream().limit(SHOWN).forEach(failure -> failures.add("  " + row.get("protocol") + ": " + failure));
            if (failed.size() > SHOWN) {
                failures.add("  " + row.get("protocol") + ": and " + (failed.size() - SHOWN) + " more, see --json");
            }
        }
        lines.addAll(failures);
        return lines;
    }
}
