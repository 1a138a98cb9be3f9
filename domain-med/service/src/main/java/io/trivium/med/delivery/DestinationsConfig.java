package io.trivium.med.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings of the destinations of results. */
@ConfigMapping(prefix = "platform.med.destinations")
public interface DestinationsConfig {

    /** Destinations by a name of their own. */
    @WithParentName
    Map<String, @Valid DestinationConfig> all();

    /** One destination. */
    interface DestinationConfig {
        /** The organisation whose results it gets. */
        @Pattern(regexp = "[a-z][a-z0-9-]{1,62}")
        String tenant();

        /** The protocol: {@code c-store}, {@code stow}, {@code hl7} or {@code fhir}. */
        Destination.Kind kind();

        /** c-store: name of a peer of {@code platform.med.dicom.peers} with an address. */
        Optional<String> peer();

        /** stow: address that {@code /studies} follows. fhir: address that takes transactions. */
        Optional<URI> url();

        /** hl7: host that listens for MLLP. */
        Optional<String> host();

        /** hl7: its port. */
        Optional<@Min(1) @Max(65535) Integer> port();

        /** hl7: whether by TLS, with the stores of {@code platform.med.dicom.tls}; its certificate is of {@code host}. */
        @WithDefault("false")
        boolean tls();

        /** c-store, stow: objects wanted, of {@code sr}, {@code seg}, {@code gsps}, {@code sc}. */
        @WithDefault("sr,seg")
        @NotEmpty
        Set<Destination.Role> roles();

        /** stow, fhir: value of the header Authorization, such as {@code Bearer ...}. */
        Optional<String> authorization();

        /** hl7: MSH-4, this facility. */
        Optional<String> sendingFacility();

        /** hl7: MSH-5, the receiving application. */
        Optional<String> receivingApplication();

        /** hl7: MSH-6, the receiving facility. */
        Optional<String> receivingFacility();

        /** fhir: URI of the system of patient ids. */
        @WithDefault("urn:trivium:patient-id")
        String patientSystem();

        /** c-store: whether storage commitment is requested from the peer, as proof. */
        @WithDefault("false")
        boolean commitment();

        /** Time to wait for a storage commitment before it is requested again. */
        @WithDefault("10m")
        @DurationMin(millis = 1)
        @DurationMax(days = 7)
        Duration commitmentWait();

        /** Attempts after which a delivery is dead until an operator retries it. */
        @WithDefault("20")
        @Min(1)
        @Max(1000)
        int attempts();

        /** Pause after the first failed attempt; each further one doubles it. */
        @WithDefault("5s")
        @DurationMin(millis = 1)
        @DurationMax(hours = 1)
        Duration shortestPause();

        /** Longest pause between attempts. */
        @WithDefault("15m")
        @DurationMin(millis = 1)
        @DurationMax(days = 1)
        Duration longestPause();

        /** Longest wait for the other side to take or answer something. */
        @WithDefault("30s")
        @DurationMin(millis = 1)
        @DurationMax(hours = 1)
        Duration timeout();
    }
}
