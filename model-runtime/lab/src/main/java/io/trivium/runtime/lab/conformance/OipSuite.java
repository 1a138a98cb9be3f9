package io.trivium.runtime.lab.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.trivium.runtime.lab.conformance.CaseResult.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The suite of cases for the Open Inference Protocol v2.
 *
 * <pre>{@code
 * List<CaseResult> results = OipSuite.run(target, result -> {});
 * }</pre>
 */
public final class OipSuite {
    private final OipTarget target;
    private final RestWire rest;
    private final @Nullable GrpcWire grpc;
    private final JsonNode metadata;
    private final Set<String> extensions = new HashSet<>();
    private final boolean references;
    private final Map<String, JsonNode> variables;

    private OipSuite(OipTarget target, RestWire rest, @Nullable GrpcWire grpc)
            throws IOException, InterruptedException {
        this.target = target;
        this.rest = rest;
        this.grpc = grpc;
        get("/v2").path("extensions").forEach(each -> extensions.add(each.asText()));
        this.metadata = get("/v2/models/" + target.model());
        this.references =
                !get("/v2/models/" + target.reference() + "pair").path("inputs").isEmpty();
        this.variables = variables();
    }

    /** Number of cases there are. */
    public static int size() {
        return OipCase.all().size();
    }

    /**
     * Runs every case; a server that does not answer fails the cases, it does not end the suite.
     *
     * @param progress receives each result as soon as it is known
     * @throws IOException when not even the server's metadata can be read
     */
    public static List<CaseResult> run(OipTarget target, Consumer<CaseResult> progress)
            throws IOException, InterruptedException {
        try (RestWire rest = new RestWire(target.rest(), target.token());
                GrpcWire grpc = target.grpc()
                        .map(address -> new GrpcWire(address, target.token()))
                        .orElse(null)) {
            OipSuite suite = new OipSuite(target, rest, grpc);
            List<CaseResult> results = new ArrayList<>();
            for (OipCase each : OipCase.all()) {
                CaseResult result = suite.run(each);
                results.add(result);
                progress.accept(result);
            }
            return results;
        }
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return rest.send(JsonNodeFactory.instance.objectNode().put("path", path))
                .body();
    }

    private Map<String, JsonNode> variables() {
        Map<String, JsonNode> all = new HashMap<>();
        JsonNode versions = metadata.path("versions");
        all.put("model", TextNode.valueOf(target.model()));
        all.put(
                "version",
                TextNode.valueOf(
                        versions.isEmpty()
                                ? "1"
                                : versions.get(versions.size() - 1).asText()));
        all.put("reference", TextNode.valueOf(target.reference()));
        all.put("inputCount", IntNode.valueOf(metadata.path("inputs").size()));
        all.put("outputCount", IntNode.valueOf(metadata.path("outputs").size()));
        all.put("firstInput", metadata.at("/inputs/0/name"));
        all.put("firstOutput", metadata.at("/outputs/0/name"));
        all.put("firstType", metadata.at("/inputs/0/datatype"));
        return all;
    }

    private CaseResult run(OipCase one) throws InterruptedException {
        long start = System.nanoTime();
        Optional<String> skip = reasonToSkip(one);
        if (skip.isPresent()) return result(one, Outcome.SKIPPED, List.of(skip.orElseThrow()), start);
        List<String> faults = one.repeat() == 1 ? send(one, 0) : repeat(one);
        return result(one, faults.isEmpty() ? Outcome.PASSED : Outcome.FAILED, faults, start);
    }

    private static CaseResult result(OipCase one, Outcome outcome, List<String> faults, long start) {
        return new CaseResult(
                one.id(),
                one.section(),
                one.protocol(),
                one.extension(),
                outcome,
                faults,
                (System.nanoTime() - start) / 1_000_000);
    }

    private Optional<String> reasonToSkip(OipCase one) {
        if (one.protocol().equals("grpc") && grpc == null) return Optional.of("no gRPC address is given");
        if (one.needs().contains("token") && target.token().isEmpty()) return Optional.of("no token is given");
        if (one.needs().contains("reference") && !references) {
            return Optional.of("the server does not have the reference models " + target.reference() + "…");
        }
        if (!one.extension().isEmpty() && !extensions.contains(one.extension())) {
            return Optional.of("the server does not list the extension " + one.extension());
        }
        return Optional.empty();
    }

    private List<String> repeat(OipCase one) throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(one.parallel())) {
            List<Future<List<String>>> sent = new ArrayList<>();
            for (int i = 0; i < one.repeat(); i++) {
                int number = i;
                sent.add(threads.submit(() -> send(one, number)));
            }
            List<String> faults = new ArrayList<>();
            for (Future<List<String>> each : sent) faults.addAll(each.get());
            return faults.size() <= 5 ? faults : faults.subList(0, 5);
        } catch (ExecutionException e) {
            return List.of("the case failed: " + e.getCause());
        }
    }

    private List<String> send(OipCase one, int number) throws InterruptedException {
        Map<String, JsonNode> all = new HashMap<>(variables);
        one.variables().forEach((name, value) -> all.put(name, OipCase.fill(value, variables)));
        all.put("i", IntNode.valueOf(number));
        boolean overGrpc = one.protocol().equals("grpc");
        all.computeIfAbsent("inputs", name -> GeneratedInputs.of(metadata, OipCase.fill(one.inputs(), all), overGrpc));
        JsonNode request = OipCase.fill(one.request(), all);
        try {
            Observed observed = overGrpc && grpc != null ? grpc.call(request) : rest.send(request);
            return Expectation.faults(OipCase.fill(one.expect(), all), observed);
        } catch (IOException e) {
            return List.of("no answer: " + e);
        }
    }

    /** The results as a row of {@code ./trivium conformance}, in which a skipped case is a failure. */
    static ObjectNode row(List<CaseResult> results) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("checker", "Open Inference Protocol v2 suite").put("cases", results.size());
        var failures = row.putArray("failures");
        results.stream()
                .filter(each -> each.outcome() != Outcome.PASSED)
                .forEach(each -> failures.add(each.id() + ": " + String.join("; ", each.faults())));
        return row;
    }

    /** The results as one JSON object: counts, and every case. */
    public static ObjectNode report(OipTarget target, List<CaseResult> results) {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.put("url", target.rest().toString());
        for (Outcome outcome : Outcome.values()) {
            report.put(
                    outcome.name().toLowerCase(Locale.ROOT),
                    results.stream().filter(each -> each.outcome() == outcome).count());
        }
        var cases = report.putArray("cases");
        for (CaseResult each : results) {
            ObjectNode one = cases.addObject();
            one.put("id", each.id()).put("section", each.section()).put("protocol", each.protocol());
            one.put("extension", each.extension());
            one.put("outcome", each.outcome().name().toLowerCase(Locale.ROOT));
            one.put("millis", each.millis());
            var faults = one.putArray("faults");
            each.faults().forEach(faults::add);
        }
        return report;
    }
}
