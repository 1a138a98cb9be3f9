package io.trivium.runtime.lab.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.testing.PostgresResource;
import io.trivium.runtime.lab.conformance.CaseResult.Outcome;
import io.trivium.runtime.testing.Tokens;
import io.trivium.runtime.tool.RuntimeTool;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every case against this platform's own server, with nothing left out. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(ConformanceStack.class)
@NullUnmarked // Quarkus sets the address
class OipSuiteIT {
    @TestHTTPResource("/")
    URI base;

    @TempDir
    Path folder;

    @Test
    void everyCasePassesAgainstOurServer() throws Exception {
        OipTarget target = new OipTarget(
                base,
                Optional.of(base),
                OipTarget.REFERENCE + "pair",
                OipTarget.REFERENCE,
                Optional.of(Tokens::client));
        List<CaseResult> results = OipSuite.run(target, result -> {});
        assertEquals(
                List.of(),
                results.stream()
                        .filter(result -> result.outcome() != Outcome.PASSED)
                        .map(result -> result.id() + ": " + result.faults())
                        .toList());
        assertEquals(OipSuite.size(), results.size());
    }

    @Test
    void theCommandEndsWithOneWhenACaseFails() throws Exception {
        String grpc = base.getHost() + ":" + base.getPort();
        Path token = Files.writeString(folder.resolve("token"), Tokens.client());
        assertEquals(
                0,
                RuntimeTool.run(
                        "conformance",
                        "--strict",
                        "--url",
                        base.toString(),
                        "--grpc",
                        grpc,
                        "--token",
                        token.toString()));
        assertEquals(
                1,
                RuntimeTool.run("conformance", "--url", base.toString(), "--grpc", grpc, "--json"),
                "without a token the cases cannot pass");
    }

    @Test
    void theReferenceModelsAreWrittenForTritonToo() throws Exception {
        assertEquals(0, RuntimeTool.run("conformance", "--write-triton", folder.toString()));
        assertTrue(Files.exists(folder.resolve("oip-fp32/1/model.onnx")));
        assertTrue(Files.readString(folder.resolve("oip-pair/config.pbtxt")).contains("max_batch_size: 8"));
    }
}
