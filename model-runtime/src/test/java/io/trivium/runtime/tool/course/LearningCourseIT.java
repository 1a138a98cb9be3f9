package io.trivium.runtime.tool.course;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.runtime.testing.Tokens;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole course against a running service, its database and Kafka: three updates and two releases, none of them staged. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(
        value = KafkaResource.class,
        initArgs =
                @ResourceArg(
                        name = "topics",
                        value = "learning.example.v1,learning.example.v1.dlq,learning.label.v1,learning.label.v1.dlq,"
                                + "learning.preference.v1,learning.preference.v1.dlq,learning.release.v1:1"))
@WithTestResource(CourseStack.class)
@NullUnmarked // Quarkus sets the address
class LearningCourseIT {
    private static final TenantId BANK = new TenantId("demo-bank");

    @TestHTTPResource("/")
    URI base;

    @TempDir
    Path folder;

    private static RequestSpecification viewer() {
        return given().header("Authorization", "Bearer " + Tokens.viewer());
    }

    private List<String> runCourse() throws Exception {
        List<String> steps = new ArrayList<>();
        LearningCourse.run(
                base,
                () -> Tokens.token()
                        .user("course")
                        .roles("model-operator", "inference-client")
                        .sign(),
                ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class),
                BANK,
                folder,
                Duration.ofMinutes(5),
                steps::add);
        return steps;
    }

    @Test
    void endsWithOneRefusedOnePromotedAndOneRolledBack() throws Exception {
        assertEquals(
                List.of("champion", "history", "refused", "corrected", "promoted", "fashion", "rolled-back"),
                runCourse());
        String task = "/v1/learning/tasks/" + LearningCourse.TASK;
        viewer().get(task + "/updates")
                .then()
                .statusCode(200)
                .body("items.state", equalTo(List.of("released", "released", "refused")))
                .body("items[2].gates.findAll { !it.passed }.gate", hasItem(startsWith("labels")))
                .body("items[0].gates.passed", everyItem(is(true)));
        viewer().get(task + "/releases")
                .then()
                .statusCode(200)
                .body("items.state", equalTo(List.of("rolled-back", "promoted")))
                .body("items[0].alarms.code", hasItem("quality"))
                .body("items[1].alarms.size()", equalTo(0));
        String champion = viewer().get(task + "/releases").jsonPath().getString("items[1].version");
        viewer().get("/v1/models/" + LearningCourse.TASK).then().body("servingVersion", equalTo(champion));
        assertEquals(List.of(), runCourse(), "what is done is not done twice");
    }
}
