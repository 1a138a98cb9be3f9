package io.trivium.med.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.trivium.core.tenancy.TenantId;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Defaults, every key and refused values of a destination, and what follows from them. */
class DestinationTest {

    private static Destination destination(Map<String, String> settings) {
        Map<String, String> values = new HashMap<>();
        settings.forEach((key, value) -> values.put("platform.med.destinations.x." + key, value));
        DestinationsConfig config = new SmallRyeConfigBuilder()
                .withMapping(DestinationsConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withDefaultValues(values)
                .build()
                .getConfigMapping(DestinationsConfig.class);
        return Destination.of("x", config.all().values().iterator().next());
    }

    private static Destination with(String... keysAndValues) {
        Map<String, String> settings = new HashMap<>(Map.of("tenant", "demo-hospital"));
        for (int i = 0; i < keysAndValues.length; i += 2) settings.put(keysAndValues[i], keysAndValues[i + 1]);
        return destination(settings);
    }

    @Test
    void hasTheDocumentedDefaults() {
        Destination pacs = with("kind", "c-store", "peer", "pacs");
        assertEquals(new TenantId("demo-hospital"), pacs.tenant());
        assertEquals(Set.of(Destination.Role.SR, Destination.Role.SEG), pacs.roles());
        assertFalse(pacs.commitment());
        assertEquals(Duration.ofMinutes(10), pacs.commitmentWait());
        assertEquals(20, pacs.attempts());
        assertEquals(Duration.ofSeconds(5), pacs.shortestPause());
        assertEquals(Duration.ofMinutes(15), pacs.longestPause());
        assertEquals(Duration.ofSeconds(30), pacs.timeout());
        assertEquals("", pacs.receivingApplication());
    }

    @Test
    void readsEveryKey() {
        Destination ris = with(
                "kind", "hl7",
                "host", "ris.example",
                "port", "2575",
                "sending-facility", "H",
                "receiving-application", "RIS",
                "receiving-facility", "F",
                "attempts", "3",
                "shortest-pause", "1s",
                "longest-pause", "4s",
                "timeout", "2s");
        assertEquals("ris.example", ris.host());
        assertEquals(2575, ris.port());
        assertEquals("H", ris.sendingFacility());
        assertEquals("RIS", ris.receivingApplication());
        assertEquals("F", ris.receivingFacility());
        assertEquals(3, ris.attempts());
        assertEquals(Set.of(), ris.roles());
        Destination fhir = with(
                "kind",
                "fhir",
                "url",
                "https://fhir.example/r4",
                "authorization",
                "Bearer x",
                "patient-system",
                "urn:p");
        assertEquals(Optional.of(URI.create("https://fhir.example/r4")), fhir.url());
        assertEquals(Optional.of("Bearer x"), fhir.authorization());
        assertEquals("urn:p", fhir.patientSystem());
        Destination web = with("kind", "stow", "url", "http://pacs/dicom-web", "authorization", "Basic dXNlcjpwYXNz");
        assertEquals(Optional.of("Basic dXNlcjpwYXNz"), web.authorization());
        Destination pacs = with(
                "kind",
                "c-store",
                "peer",
                "p",
                "roles",
                "sr,seg,gsps,sc",
                "commitment",
                "true",
                "commitment-wait",
                "1m");
        assertEquals(4, pacs.roles().size());
        assertTrue(pacs.commitment());
        assertEquals(Duration.ofMinutes(1), pacs.commitmentWait());
    }

    @Test
    void refusesWhatCannotBeMeantAndNamesTheKey() {
        assertRefused("x.peer", "kind", "c-store");
        assertRefused("x.url", "kind", "stow");
        assertRefused("x.url", "kind", "fhir", "url", "file:///etc/passwd");
        assertRefused("x.host", "kind", "hl7", "port", "2575");
        for (String value :
                new String[] {"Bearer x\r\nHost: y", "Bearer x\n", "Bearer x\0", "Bearer \u00fc", " Basic x"}) {
            assertRefused("x.authorization", "kind", "fhir", "url", "https://fhir.example/r4", "authorization", value);
        }
        assertRefused("x.commitment", "kind", "stow", "url", "http://pacs/dicom-web", "commitment", "true");
        assertRefused("x.shortest-pause", "kind", "c-store", "peer", "p", "shortest-pause", "1h");
        assertThrows(RuntimeException.class, () -> with("kind", "fax"));
    }

    private static void assertRefused(String key, String... keysAndValues) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> with(keysAndValues));
        assertTrue(String.valueOf(refused.getMessage()).contains(key), refused.getMessage());
    }

    @Test
    void wantsItsRolesAndMessagesTheReportOnly() {
        Destination old = with("kind", "c-store", "peer", "p", "roles", "sc,gsps");
        assertTrue(old.wants("sc-3"));
        assertTrue(old.wants("gsps"));
        assertFalse(old.wants("sr"));
        assertFalse(old.wants("seg"));
        Destination ris = with("kind", "hl7", "host", "h", "port", "1");
        assertTrue(ris.wants("sr"));
        assertFalse(ris.wants("seg"));
    }

    @Test
    void pausesDoubleUpToTheLongest() {
        Destination pacs = with("kind", "c-store", "peer", "p");
        assertEquals(Duration.ofSeconds(5), pacs.pause(1));
        assertEquals(Duration.ofSeconds(10), pacs.pause(2));
        assertEquals(Duration.ofSeconds(640), pacs.pause(8));
        assertEquals(Duration.ofMinutes(15), pacs.pause(9));
        assertEquals(Duration.ofMinutes(15), pacs.pause(1000));
    }
}
