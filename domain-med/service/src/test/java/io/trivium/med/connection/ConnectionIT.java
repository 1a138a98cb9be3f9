package io.trivium.med.connection;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.oneOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.trivium.core.security.TestTokens;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.med.NodeResource;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.DicomClient;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.DicomNode;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.AssociationRejectedException;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.Peer.PeerAddress;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Tests the view of the running node for the person who connects a system. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "med"))
@WithTestResource(KafkaResource.class)
@WithTestResource(NodeResource.class)
@NullUnmarked // Quarkus sets the field
class ConnectionIT {

    @Inject
    DicomNode node;

    private static RequestSpecification as(String role, String tenant) {
        return given().header(
                        "Authorization",
                        "Bearer "
                                + TestTokens.token()
                                        .user("ines")
                                        .tenant(tenant)
                                        .roles(role)
                                        .audience("trivium-med")
                                        .sign())
                .contentType("application/json");
    }

    private static ValidatableResponse echo(String peer, String direction, String tenant) {
        return as("med-integrator", tenant)
                .body("{\"direction\": \"" + direction + "\"}")
                .post("/v1/connection/peers/" + peer + "/echo")
                .then();
    }

    @Test
    void saysHowToConnect() {
        as("med-radiologist", "demo-hospital")
                .get("/v1/connection")
                .then()
                .statusCode(200)
                .body("aeTitles", is(List.of("TRIVIUM")))
                .body("host", is("127.0.0.1"))
                .body("port", is(node.port()))
                .body("listening", is(true))
                .body("largestInstanceBytes", is(2_147_483_648L))
                .body("peers.name", is(List.of("ct", "pacs")))
                .body("peers.tls", is(List.of(true, false)))
                .body("peers[1].aeTitle", is("PACS"))
                .body("peers[1].hosts", is(List.of("127.0.0.1")))
                .body("peers[1].calledAeTitles", is(List.of("TRIVIUM")));
        as("med-integrator", "other-hospital")
                .get("/v1/connection")
                .then()
                .statusCode(200)
                .body("peers", empty())
                .body("associations", empty());
    }

    @Test
    void triesThePeersCallAndShowsItAmongTheAssociations() throws Exception {
        echo("pacs", "from-peer", "demo-hospital")
                .statusCode(200)
                .body("outcome", is("answered"))
                .body("detail", is("C-ECHO was answered."));
        as("med-integrator", "demo-hospital")
                .get("/v1/connection")
                .then()
                .body("associations.callingAe", everyItem(is(oneOf("PACS", "CT_TLS"))))
                .body("associations.callingAe", hasItem("PACS"))
                .body("associations.calledAe", hasItem("TRIVIUM"));
        assertEquals(
                1,
                TestDatabase.schema("med")
                        .count("select least(1, count(*)) from audit_entry where action = 'dicom.echo'"
                                + " and object = 'peer/pacs' and actor = 'ines' and outcome = 'success'"));
    }

    @Test
    void saysWhatIsMissingForAnEcho() {
        echo("pacs", "to-peer", "demo-hospital")
                .statusCode(200)
                .body("outcome", is("not-testable"))
                .body("detail", containsString("platform.med.dicom.peers.pacs.address"));
        echo("pacs", "to-peer", "other-hospital").statusCode(404).body("code", is("dicom-peer-not-found"));
        echo("pacs", "sideways", "demo-hospital").statusCode(400);
        as("med-radiologist", "demo-hospital")
                .body("{\"direction\": \"to-peer\"}")
                .post("/v1/connection/peers/pacs/echo")
                .then()
                .statusCode(403);
    }

    @Test
    void showsWhoWasRefusedAndWhy() {
        for (int call = 0; call < 2; call++) {
            try (DicomClient stranger = node.clientAs(new AeTitle("OUTSIDER"), Duration.ofSeconds(10))) {
                assertThrows(
                        AssociationRejectedException.class,
                        () -> stranger.open(self(), List.of(new Proposal(Uids.VERIFICATION, Uids.PLAIN))));
            }
        }
        as("med-integrator", "demo-hospital")
                .get("/v1/connection")
                .then()
                .body(
                        "refusals.find { it.callingAe == 'OUTSIDER' }.reason",
                        is("the calling AE title is not configured"))
                .body("refusals.find { it.callingAe == 'OUTSIDER' }.count", is(2))
                .body("refusals.find { it.callingAe == 'OUTSIDER' }.host", is("127.0.0.1"));
    }

    @Test
    void anotherOrganisationSeesNoRefusalOfAKnownPeer() {
        try (DicomClient pacs = node.clientAs(new AeTitle("PACS"), Duration.ofSeconds(10))) {
            Peer wrong = new Peer(
                    "node",
                    new AeTitle("OTHER"),
                    new TenantId("demo-hospital"),
                    List.of(),
                    Set.of(),
                    self().address(),
                    false,
                    Optional.empty());
            assertThrows(
                    AssociationRejectedException.class,
                    () -> pacs.open(wrong, List.of(new Proposal(Uids.VERIFICATION, Uids.PLAIN))));
        }
        as("med-integrator", "demo-hospital").get("/v1/connection").then().body("refusals.calledAe", hasItem("OTHER"));
        as("med-integrator", "other-hospital")
                .get("/v1/connection")
                .then()
                .body("refusals.calledAe", not(hasItem("OTHER")));
    }

    private Peer self() {
        return new Peer(
                "node",
                node.aeTitle(),
                new TenantId("demo-hospital"),
                List.of(),
                Set.of(),
                Optional.of(new PeerAddress("127.0.0.1", node.port())),
                false,
                Optional.empty());
    }
}
