package io.trivium.runtime.lab.demo;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.runtime.testing.TestKey;
import io.trivium.runtime.testing.Tokens;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All steps against a running service, its database and Kafka: three updates and two releases, none of them staged. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(
        value = KafkaResource.class,
        initArgs =
                @ResourceArg(
                        name = "topics",
                        value = "learning.example.v1,learning.example.v1.dlq,learning.label.v1,learning.label.v1.dlq,"
                                + "learning.preference.v1,learning.preference.v1.dlq,learning.release.v1:1"))
@WithTestResource(DemoStack.class)
@NullUnmarked // Quarkus sets the address
class LearningDemoIT {
    @TestHTTPResource("/")
    URI base;

    @TempDir
    Path folder;

    private static RequestSpecification viewer() {
        return given().header("Authorization", "Bearer " + Tokens.viewer());
    }

    private List<String> run() throws Exception {
        List<String> steps = new ArrayList<>();
        LearningDemo.run(
                new LearningDemo.Target(
                        base,
                        ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class),
                        new TenantId("demo-bank"),
                        () -> Tokens.token()
                                .user("operator")
                                .roles("model-operator", "inference-client")
                                .sign(),
                        Optional.of(TestKey.signer()),
                        folder,
                        Duration.ofMinutes(10)),
                steps::add);
        return steps;
    }

    @Test
    void endsWithOneRefusedOnePromotedAndOneRolledBack() throws Exception {
        assertEquals(
                List.of("baseline", "history", "refused", "corrected", "promoted", "shifted-pattern", "rolled-back"),
                run());
        String task = "/v1/learning/tasks/" + LearningDemo.TASK;
        viewer().get(task + "/updates")
                .then()
                .statusCode(200)
                .body("items.state", equalTo(List.of("released", "released", "refused")))
                .body("items[2].gates.findAll { !it.passed }.gate", hasItem("labels"))
                .body("items[0].gates.passed", everyItem(is(true)));
        viewer().get(task + "/releases")
                .then()
                .statusCode(200)
                .body("items.state", equalTo(List.of("rolled-back", "promoted")))
                .body("items[0].alarms.code", equalTo(List.of("quality")))
                .body("items[1].alarms.size()", equalTo(0));
        String champion = viewer().get(task + "/releases").jsonPath().getString("items[1].version");
        viewer().get("/v1/models/" + LearningDemo.TASK).then().body("servingVersion", equalTo(champion));
        assertEquals(List.of(), run(), "what is done is not done twice");
    }
}
