package io.trivium.runtime.lab.conformance;

import io.trivium.runtime.lab.conformance.CaseResult.Outcome;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the suite against a server, or writes the reference models for one. */
@Command(
        name = "conformance",
        description = {
            "Runs the cases of the Open Inference Protocol v2 against a server, over REST and gRPC.",
            "Exit code 1 when a case failed, or with --strict when one was skipped."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the options
public final class OipConformanceCommand implements Callable<Integer> {
    @Option(
            names = "--url",
            defaultValue = "http://127.0.0.1:18080",
            description = "below which /v2 is (default: ${DEFAULT-VALUE})")
    private URI url;

    @Option(names = "--grpc", description = "host:port of gRPC; cases over gRPC are skipped without it")
    private @Nullable String grpc;

    @Option(
            names = "--model",
            defaultValue = "oip-pair",
            description = "model of the general cases (default: ${DEFAULT-VALUE})")
    private String model;

    @Option(
            names = "--reference",
            defaultValue = OipTarget.REFERENCE,
            description = "prefix of the reference models' names (default: ${DEFAULT-VALUE})")
    private String reference;

    @Option(
            names = "--token",
            description = "file with a bearer token; else $TRIVIUM_TOKEN, and none is sent without it")
    private @Nullable Path token;

    @Option(names = "--strict", description = "a skipped case fails too")
    private boolean strict;

    @Option(names = "--json", description = "print every case as JSON")
    private boolean json;

    @Option(
            names = "--register",
            description = {
                "register the reference models at this platform's runtime first, signed with the key that",
                "TRIVIUM_PACK_SIGNING_KEY and TRIVIUM_PACK_PUBLIC_KEY name; print one JSON object: checker, cases,"
                        + " failures"
            })
    private boolean register;

    @Option(
            names = "--write-triton",
            paramLabel = "DIR",
            description = "only write the reference models as a Triton model repository")
    private @Nullable Path triton;

    @Option(names = "--write-packs", paramLabel = "DIR", description = "only write the reference models as packs")
    private @Nullable Path packs;

    @Override
    public Integer call() throws Exception {
        if (triton != null) ReferenceModels.writeTriton(triton);
        if (packs != null) ReferenceModels.writePacks(packs).forEach(System.out::println);
        if (triton != null || packs != null) return 0;
        Optional<String> text = token == null
                ? Optional.ofNullable(System.getenv("TRIVIUM_TOKEN"))
                : Optional.of(Files.readString(token).strip());
        Optional<Supplier<String>> bearer = text.map(given -> () -> given);
        if (register) PlatformModels.register(url, text.orElse(""));
        OipTarget target = new OipTarget(
                url,
                Optional.ofNullable(grpc)
                        .map(address -> URI.create(address.contains("://") ? address : "http://" + address)),
                model,
                reference,
                bearer);
        List<CaseResult> results = OipSuite.run(target, result -> {
            if (!json && !register && result.outcome() != Outcome.PASSED) {
                System.out.println(result.outcome() + " " + result.id() + " (" + result.section() + "): "
                        + String.join("; ", result.faults()));
            }
        });
        if (register) System.out.println(OipSuite.row(results));
        else if (json) System.out.println(OipSuite.report(target, results).toPrettyString());
        else System.out.println(summary(results));
        return results.stream().allMatch(result -> isRight(result.outcome())) ? 0 : 1;
    }

    private boolean isRight(Outcome outcome) {
        return outcome == Outcome.PASSED || (outcome == Outcome.SKIPPED && !strict);
    }

    private static String summary(List<CaseResult> results) {
        long passed = results.stream()
                .filter(each -> each.outcome() == Outcome.PASSED)
                .count();
        long failed = results.stream()
                .filter(each -> each.outcome() == Outcome.FAILED)
                .count();
        return results.size() + " cases: " + passed + " passed, " + failed + " failed, "
                + (results.size() - passed - failed) + " skipped";
    }
}
