package io.trivium.med.ohif;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.med.NodeResource;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the policy of the third-party viewer, whether this build contains it or not. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "med"))
@WithTestResource(KafkaResource.class)
@WithTestResource(NodeResource.class)
class OhifIT {
    private static Map<String, String> policy(String path) {
        String header = given().redirects().follow(false).get(path).header("Content-Security-Policy");
        return Arrays.stream(header.split(";"))
                .map(String::strip)
                .collect(Collectors.toMap(
                        directive -> directive.split(" ", 2)[0],
                        directive -> directive.contains(" ") ? directive.split(" ", 2)[1] : ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ohif/",
                "/ohif/viewer?StudyInstanceUIDs=2.25.1",
                "/ohif/app-config.js",
                "/ohif/session.js",
                "/ohif/no-such-file.js"
            })
    void runsScriptsOfThisOriginAloneAndReachesNoOther(String path) {
        Map<String, String> policy = policy(path);
        assertEquals("'self' 'wasm-unsafe-eval' 'unsafe-eval'", policy.get("script-src"));
        assertEquals("'self' data: blob:", policy.get("connect-src"));
        assertEquals("'self' blob:", policy.get("worker-src"));
        assertEquals("'self'", policy.get("default-src"));
        assertEquals("'none'", policy.get("frame-ancestors"));
        assertEquals("'none'", policy.get("object-src"));
        assertEquals("'none'", policy.get("base-uri"));
        policy.values().forEach(sources -> assertFalse(sources.matches(".*(https?:|\\*).*"), sources));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/console/", "/v1/session", "/dicom-web/studies", "/ohifs/", "/ohif", "/problems/study-not-found"
            })
    void nothingElseOfTheServiceMayCompileCode(String path) {
        Map<String, String> policy = policy(path);
        assertEquals("'self'", policy.get("script-src"));
        assertEquals("'self'", policy.get("connect-src"));
    }

    @Test
    void whatItShowsNeedsASession() {
        given().redirects().follow(false).get("/dicom-web/studies").then().statusCode(401);
    }

    @Test
    void viewsAreTheApplicationsPageAndFilesAreFiles() {
        assertTrue(OhifRoutes.isPage("/ohif/viewer"));
        assertTrue(OhifRoutes.isPage("/ohif/"));
        assertFalse(OhifRoutes.isPage("/ohif/app-config.js"));
    }
}
