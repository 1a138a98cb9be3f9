package io.trivium.med.connection;

import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.med.NodeResource;
import io.trivium.med.dicom.DicomNode;
import io.trivium.med.dicom.association.AeTitle;
import jakarta.inject.Inject;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** A process that does not listen for associations, and sends to managed peers. */
@QuarkusTest
@TestProfile(OutboundNodeIT.Outbound.class)
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "med"))
@WithTestResource(KafkaResource.class)
@WithTestResource(NodeResource.class)
@NullUnmarked // Quarkus sets the field
class OutboundNodeIT {

    @Inject
    DicomNode node;

    /** The node does not listen. */
    public static final class Outbound implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("platform.med.dicom.enabled", "false");
        }
    }

    @Test
    void knowsManagedPeersAndRefusesASecondOneWithTheAeTitle() {
        assertEquals(-1, node.port());
        Map<String, Object> settings = Map.of("aeTitle", "OUTBOUND", "host", "127.0.0.1", "port", 11113);
        String id = ManagedConnectionIT.created("dicom-peer", "out-one", settings);
        ManagedConnectionIT.act("otto", id, "approve", Map.of("revision", 1)).statusCode(200);
        assertEquals(
                new AeTitle("OUTBOUND"),
                node.access()
                        .byName(new TenantId("demo-hospital"), "out-one")
                        .orElseThrow()
                        .aeTitle());
        ManagedConnectionIT.create("dicom-peer", "out-two", settings)
                .statusCode(400)
                .body("violations[0].field", is("settings.aeTitle"));
        ManagedConnectionIT.act("ines", id, "retire", Map.of("reason", "tested"))
                .statusCode(200);
        assertTrue(
                node.access().byName(new TenantId("demo-hospital"), "out-one").isEmpty());
    }
}
