package io.trivium.deploy.sbom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.standalone.Installation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SbomTest {
    private static final Path ROOT = Path.of(System.getProperty("trivium.root"));

    private static Sbom shipped() throws IOException {
        for (String service : List.of("model-runtime", "domain-med", "domain-fin", "domain-industrial")) {
            assumeTrue(Installation.current().isBuilt(service), service);
        }
        Path repository = Path.of(System.getProperty("user.home"), ".m2", "repository");
        return Sbom.of(ROOT, List.of(repository), Installation.current().packs());
    }

    private static Part library(String group, String name, String version, String... licences) {
        return new Part(Part.Kind.JAVA, group, name, version, "", List.of(licences), Map.of());
    }

    @Test
    void everyLibraryIsAboveItsFloorAndMayBeLinked() throws IOException {
        assertEquals(List.of(), SbomPolicy.read(ROOT).violations(shipped()));
    }

    @Test
    void listsLibrariesPackagesAndModels() throws IOException {
        Sbom sbom = shipped();
        assertTrue(sbom.count(Part.Kind.JAVA) > 200, sbom.count(Part.Kind.JAVA) + " libraries");
        assertTrue(sbom.count(Part.Kind.NPM) > 10, sbom.count(Part.Kind.NPM) + " packages");
        assertTrue(sbom.count(Part.Kind.MODEL) > 5, sbom.count(Part.Kind.MODEL) + " models");
        JsonNode document = new ObjectMapper().readTree(sbom.toCycloneDx());
        Set<String> references = new HashSet<>();
        for (JsonNode component : document.path("components")) {
            assertTrue(references.add(component.path("bom-ref").asText()), component.toString());
            assertFalse(component.path("version").asText().isEmpty(), component.toString());
            assertNotEquals("0", component.path("version").asText(), component.toString());
        }
        assertEquals(sbom.toCycloneDx(), shipped().toCycloneDx());
    }

    @Test
    void findsALibraryBelowItsFloor() throws IOException {
        Sbom sbom = new Sbom(List.of(library("org.apache.kafka", "kafka-streams", "4.1.2", "Apache-2.0")));
        List<String> violations = SbomPolicy.read(ROOT).violations(sbom);
        assertEquals(1, violations.size(), violations.toString());
        assertTrue(violations.getFirst().contains("KAFKA-20685"), violations.toString());
    }

    @Test
    void findsWhatCanBeHadUnderACopyleftLicenceAlone() throws IOException {
        SbomPolicy policy = SbomPolicy.read(ROOT);
        assertEquals(
                1,
                policy.violations(new Sbom(List.of(library("a", "b", "1", "AGPL-3.0"))))
                        .size());
        assertEquals(List.of(), policy.violations(new Sbom(List.of(library("a", "b", "1", "GPL-2.0", "MIT")))));
        assertEquals(List.of("a:b"), policy.withoutLicence(new Sbom(List.of(library("a", "b", "1")))));
    }

    @ParameterizedTest
    @CsvSource({
        "GNU Affero General Public License v3,true",
        "GPL-3.0-only,true",
        "'GNU General Public License, version 2 with the GNU Classpath Exception',false",
        "GPL2 w/ CPE,false",
        "GNU Lesser General Public License,false",
        "LGPL-2.1-or-later,false",
        "Apache License 2.0,false",
        "MIT,false"
    })
    void tellsLicencesApart(String licence, boolean copyleft) {
        assertEquals(copyleft, SbomPolicy.isCopyleft(licence));
    }

    @ParameterizedTest
    @CsvSource({"4.2.1,4.2.2,true", "4.2.2,4.2.2,false", "4.10.0,4.2.2,false", "1.9,1.10,true"})
    void comparesVersions(String version, String floor, boolean below) {
        assertEquals(below, SbomPolicy.isBelow(version, floor));
    }
}
