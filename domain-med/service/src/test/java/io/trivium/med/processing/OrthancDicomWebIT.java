package io.trivium.med.processing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.security.TestTokens;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.TestDatabase;
import io.trivium.med.NodeResource;
import io.trivium.med.archive.Objects;
import io.trivium.med.dataset.Part10;
import io.trivium.med.dataset.Uids;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Orthanc's DICOMweb client sends to the node by STOW-RS, searches it and retrieves from it (integrators 1). */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "med"))
@WithTestResource(KafkaResource.class)
@WithTestResource(NodeResource.class)
@Timeout(180)
@NullUnmarked // Quarkus and JUnit set the fields
class OrthancDicomWebIT {

    private static final int INSTANCES = 3;

    @TestHTTPResource("/")
    URI base;

    @TempDir
    Path directory;

    private OrthancPacs orthanc;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(OrthancPacs.isInstalled(), "skipped: Orthanc is missing; install Debian's orthanc-dicomweb");
        orthanc = new OrthancPacs(directory, 1);
        orthanc.start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!orthanc.answers()) {
            assertTrue(System.nanoTime() < end, "Orthanc did not start");
            new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
        }
        String token = TestTokens.token()
                .user("orthanc")
                .tenant("demo-hospital")
                .roles("med-integrator")
                .audience("trivium-med")
                .sign();
        orthanc.rest(
                "PUT",
                "/dicom-web/servers/node",
                Map.of(
                        "Url",
                        base.resolve("/dicom-web/").toString(),
                        "HttpHeaders",
                        Map.of("Authorization", "Bearer " + token)));
    }

    @AfterEach
    void stop() {
        if (orthanc != null) orthanc.stop();
    }

    @Test
    void sendsSearchesAndRetrieves() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < INSTANCES; i++) {
            String instance = "2.25.701.1." + i;
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            file.writeBytes(Part10.head(Objects.CT, instance, Uids.EXPLICIT_LITTLE_ENDIAN));
            file.writeBytes(Objects.image("2.25.701", "2.25.701.1", instance, i, 800));
            ids.add(orthanc.upload(Files.write(directory.resolve(i + ".dcm"), file.toByteArray())));
        }
        orthanc.rest("POST", "/dicom-web/servers/node/stow", Map.of("Resources", ids, "Synchronous", true));
        assertEquals(
                INSTANCES,
                TestDatabase.schema("med")
                        .count("select count(*) from instance where study_instance_uid = '2.25.701'"));

        JsonNode found = orthanc.rest(
                "POST",
                "/dicom-web/servers/node/qido",
                Map.of("Uri", "/studies", "Arguments", Map.of("StudyInstanceUID", "2.25.701")));
        assertEquals(1, found.size(), found::toString);
        JsonNode retrieved = orthanc.rest(
                "POST",
                "/dicom-web/servers/node/retrieve",
                Map.of("Resources", List.of(Map.of("Study", "2.25.701")), "Synchronous", true));
        assertEquals(INSTANCES, retrieved.path("ReceivedInstancesCount").asInt(), retrieved::toString);
    }
}
