package io.trivium.runtime.inference;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.testing.PostgresResource;
import io.trivium.runtime.testing.HeldChecks;
import io.trivium.runtime.testing.RuntimeResource;
import io.trivium.runtime.testing.Tokens;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The same tests for callers who were admitted before, and their special cases. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(RuntimeResource.class)
@SuppressWarnings("NullAway.Init") // Quarkus sets the fields
class OipRestShortWayTest extends OipRestTestBase {
    private static final String ROW =
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3]}]}";

    @Inject
    Admissions admissions;

    @Inject
    MeterRegistry meters;

    @Override
    RequestSpecification client() {
        return bearer(admitted(Tokens.client()));
    }

    private static RequestSpecification bearer(String token) {
        return given().header("Authorization", "Bearer " + token).contentType("application/json");
    }

    /** The token, after its first call. */
    private String admitted(String token) {
        bearer(token).body(ROW).post("/v2/models/sum/infer").then().statusCode(200);
        assertNotNull(admissions.find("Bearer " + token));
        return token;
    }

    private static String token(String user) {
        return Tokens.token().user(user).roles("inference-client").sign();
    }

    @Test
    void answersWithoutTheChecksOfTheLongWay() throws Exception {
        String known = admitted(token("held-rest"));
        try (HeldChecks.Hold hold = HeldChecks.hold("held-rest")) {
            for (String path : new String[] {"/v2/models/sum/infer", "/v2/models/sum/versions/1/infer"}) {
                bearer(known)
                        .body(ROW)
                        .post(path)
                        .then()
                        .statusCode(200)
                        .header("X-Content-Type-Options", "nosniff")
                        .header("Cache-Control", "no-store")
                        .body("outputs[0].data", contains(14f));
            }
            // An address that must be decoded takes the long way.
            CompletableFuture<Integer> other = CompletableFuture.supplyAsync(() -> given().urlEncodingEnabled(false)
                    .header("Authorization", "Bearer " + known)
                    .contentType("application/json")
                    .body(ROW)
                    .post("/v2/models/s%75m/infer")
                    .statusCode());
            hold.awaitReached();
            assertTrue(!other.isDone());
            hold.release();
            assertEquals(200, other.get(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void countsInTheMetricOfTheResource() throws InterruptedException {
        String known = admitted(Tokens.client());
        long before = counted();
        for (int i = 0; i < 3; i++) bearer(known).body(ROW).post("/v2/models/sum/infer");
        // A request is counted after its answer was sent.
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; counted() < before + 3 && i < 200; i++) {
            boolean _ = never.await(50, TimeUnit.MILLISECONDS);
        }
        assertTrue(counted() >= before + 3, () -> counted() + " after " + before);
    }

    private long counted() {
        return meters.find("http.server.requests").tag("uri", "/v2/models/{model}/infer").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    @Test
    void checksARequestThatChoosesAnOrganisation() {
        String known = admitted(Tokens.client());
        bearer(known)
                .header(TenantContext.HEADER, "another-bank")
                .body(ROW)
                .post("/v2/models/sum/infer")
                .then()
                .statusCode(403);
    }

    @Test
    void admitsNoCallerWhoWasRefused() {
        String viewer = Tokens.viewer();
        for (int i = 0; i < 2; i++)
            bearer(viewer).body(ROW).post("/v2/models/sum/infer").then().statusCode(403);
        assertNull(admissions.find("Bearer " + viewer));
    }

    @Test
    void readsModelAndVersionFromTheAddress() {
        assertEquals(new RestInferRoute.Target("m", Optional.empty()), RestInferRoute.target("/v2/models/m/infer"));
        assertEquals(
                new RestInferRoute.Target("m", Optional.of("2")),
                RestInferRoute.target("/v2/models/m/versions/2/infer"));
        for (String other : new String[] {
            "/v2/models/infer",
            "/v2/models//infer",
            "/v2/models/a%2Fb/infer",
            "/v2/models/m;v=1/infer",
            "/v2/models/../infer",
            "/v2/models/m/version/2/infer",
            "/v2/models/m/versions//infer",
            "/v2/models/m/ready"
        }) {
            assertNull(RestInferRoute.target(other), other);
        }
    }

    @Test
    void repeatsTheStatusAndTheTimeToTryAgain() {
        bearer(admitted(Tokens.client()))
                .body("{\"inputs\":[]}")
                .post("/v2/models/none/infer")
                .then()
                .statusCode(404)
                .contentType(equalTo("application/json"));
    }
}
