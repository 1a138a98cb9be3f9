package io.trivium.deploy.manifests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every setting that an installation gives a service is one that the service reads at run time. */
class SettingsTest {
    static List<String> installations() {
        return Chart.installations();
    }

    @BeforeAll
    static void theServicesAreBuilt() {
        for (String module : List.of("model-runtime", "domain-med", "domain-fin", "domain-industrial")) {
            assumeTrue(ServiceKeys.isBuilt(module), () -> module + " is not built; ./trivium build builds it");
        }
    }

    @ParameterizedTest
    @MethodSource("installations")
    void everySettingOfTheChartIsRead(String installation) {
        assertEquals(List.of(), Settings.unread(Chart.trivium().render(installation)));
    }

    @Test
    void aMisspeltVariableIsFound() {
        assertEquals(
                List.of("here: domain-fin reads no variable PLATFORM_FIN_STREAM_INSTANCEID"),
                Settings.unread("here", "domain-fin", Set.of("PLATFORM_FIN_STREAM_INSTANCEID"), ""));
    }

    @Test
    void aSettingOfAnotherServiceIsFound() {
        assertEquals(
                List.of("here: domain-fin reads no property platform.med.dicom.port"),
                Settings.unread("here", "domain-fin", Set.of(), "platform.med.dicom.port=11112\n"));
    }

    /** Quarkus would ignore it without a word. */
    @Test
    void aSettingThatTheBuildHasFixedIsFound() {
        assertEquals(
                List.of("here: domain-med reads no variable QUARKUS_HTTP_ROOT_PATH"),
                Settings.unread("here", "domain-med", Set.of("QUARKUS_HTTP_ROOT_PATH"), ""));
    }

    @Test
    void aReferenceToNothingIsFound() {
        String properties = "platform.kafka.client.\"sasl.jaas.config\"=x password=\"${TRIVIUM_KAFKA_PASSWORD}\";\n";
        assertEquals(
                List.of("here: nothing sets the variable TRIVIUM_KAFKA_PASSWORD that its properties refer to"),
                Settings.unread("here", "domain-med", Set.of(), properties));
        assertEquals(List.of(), Settings.unread("here", "domain-med", Set.of("TRIVIUM_KAFKA_PASSWORD"), properties));
    }
}
