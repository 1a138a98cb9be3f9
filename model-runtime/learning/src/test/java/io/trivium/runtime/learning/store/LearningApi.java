package io.trivium.runtime.learning.store;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.fail;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.trivium.runtime.testing.Tokens;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The learning store's API as its callers use it. */
final class LearningApi {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private LearningApi() {}

    static RequestSpecification as(String tenant, String role) {
        return given().header(
                        "Authorization",
                        "Bearer "
                                + Tokens.token()
                                        .tenant(tenant)
                                        .user(role)
                                        .roles(role)
                                        .sign())
                .contentType(ContentType.JSON);
    }

    static RequestSpecification operator() {
        return as("demo-bank", "model-operator");
    }

    static RequestSpecification admin() {
        return as("demo-bank", "platform-admin");
    }

    static ValidatableResponse example(String task, String id) {
        return operator()
                .get("/v1/learning/tasks/{task}/examples/{id}", task, id)
                .then();
    }

    static boolean isStored(String task, String id) {
        JsonPath view = operator()
                .get("/v1/learning/tasks/{task}/examples/{id}", task, id)
                .jsonPath();
        return view.get("example") != null;
    }

    static int statements(String task, String id) {
        var answer = operator().get("/v1/learning/tasks/{task}/examples/{id}", task, id);
        return answer.statusCode() == 404
                ? 0
                : answer.jsonPath().getList("statements").size();
    }

    /** The number of refusals of a task for a reason. */
    static int rejections(String task, String reason) {
        return operator()
                .queryParam("task", task)
                .queryParam("reason", reason)
                .queryParam("limit", 200)
                .get("/v1/learning/rejections")
                .jsonPath()
                .getList("items")
                .size();
    }

    static ValidatableResponse freeze(String task) {
        return operator()
                .body("{\"task\": \"%s\"}".formatted(task))
                .post("/v1/learning/manifests")
                .then();
    }

    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) fail("not within " + PATIENCE + ": " + what);
            try {
                if (never.await(50, TimeUnit.MILLISECONDS)) return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                fail("interrupted");
            }
        }
    }
}
