package io.trivium.med.reading;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.security.TestTokens;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.med.NodeResource;
import io.trivium.med.archive.Archive;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The runtime's list, joined with findings, for those who may decide on them. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "med"))
@WithTestResource(KafkaResource.class)
@WithTestResource(NodeResource.class)
@NullUnmarked // Quarkus sets the fields
class LabelQueueIT {
    private static final String STUDY = "2.25.881";

    @Inject
    Archive archive;

    @Inject
    TenantTransactions transactions;

    private ReadingFixture fixture;

    @BeforeEach
    void prepare() throws Exception {
        LearningTopics.create();
        fixture = new ReadingFixture(archive, transactions);
    }

    @AfterEach
    void clear() {
        NodeResource.SHORTLISTS.lists(List.of());
        for (String table : List.of("finding_decision", "finding", "study_revision")) {
            OwnerSql.run("delete from med." + table);
        }
    }

    private static RequestSpecification as(String tenant, String role) {
        String token = TestTokens.token()
                .user("rada")
                .tenant(tenant)
                .roles(role)
                .audience("trivium-med")
                .sign();
        return given().header("Authorization", "Bearer " + token).contentType("application/json");
    }

    private static JsonPath queue(String tenant) {
        return as(tenant, "med-radiologist")
                .get("/v1/label-queue")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void offersTheUndecidedFindingsMostWorthADecision() throws Exception {
        fixture.study(STUDY, "P-81", "Family^Given", "20261101");
        fixture.revision(STUDY, 1, 3, "done", ReadingFixture.NOON);
        fixture.finding(STUDY, 1, 1, 10, 0.4, 8.0);
        fixture.revision(STUDY, 2, 3, "done", ReadingFixture.NOON);
        fixture.finding(STUDY, 2, 1, 10, 0.5, 8.5);
        fixture.finding(STUDY, 2, 2, 20, 0.1, 6.0);
        String older = STUDY + ".9.1.1";
        String first = STUDY + ".9.2.1";
        String second = STUDY + ".9.2.2";
        NodeResource.SHORTLISTS.lists(List.of(second, older, "2.25.1", first));

        JsonPath queue = queue("demo-hospital");
        assertNull(queue.get("gap"));
        assertEquals(List.of(second, first), queue.getList("items.trackingUid"));
        assertEquals(List.of("unsure", "different"), queue.getList("items.worth.reason"));
        assertEquals(STUDY, queue.getString("items[0].studyInstanceUid"));
        assertEquals(STUDY + ".1", queue.getString("items[0].seriesInstanceUid"));
        assertEquals("Family^Given", queue.getString("items[0].patientName"));
        assertEquals(6, queue.getDouble("items[0].longestDiameterMm"));
        assertEquals("/console/studies/" + STUDY + "/reading?finding=" + second, queue.getString("items[0].link"));
        assertTrue(
                NodeResource.SHORTLISTS
                        .requests()
                        .getLast()
                        .startsWith("/v1/learning/tasks/med-lung-nodule/shortlist?tenant=demo-hospital&limit="),
                NodeResource.SHORTLISTS.requests()::toString);

        as("demo-hospital", "med-radiologist")
                .body("{\"verdict\": \"rejected\", \"reasonCode\": \"vessel\", \"seen\": null}")
                .post("/v1/studies/" + STUDY + "/revisions/2/findings/" + second + "/decisions")
                .then()
                .statusCode(200);
        assertEquals(List.of(first), queue("demo-hospital").getList("items.trackingUid"));
        assertEquals(List.of(), queue("other-hospital").getList("items"));
    }

    @Test
    void saysWhyThereIsNoList() {
        NodeResource.SHORTLISTS.isLate();
        assertGap("late");
        NodeResource.SHORTLISTS.answers(503, "");
        assertGap("unavailable");
        NodeResource.SHORTLISTS.answers(404, "{\"code\": \"learning-task-not-found\"}");
        assertGap("nothing-learned");
        as("demo-hospital", "med-integrator").get("/v1/label-queue").then().statusCode(403);
    }

    private static void assertGap(String gap) {
        JsonPath queue = queue("demo-hospital");
        assertEquals(gap, queue.getString("gap"));
        assertEquals(List.of(), queue.getList("items"));
    }
}
