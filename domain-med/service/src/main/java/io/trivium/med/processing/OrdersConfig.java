package io.trivium.med.processing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings for receiving orders and patient updates (HL7 v2 over MLLP). */
@ConfigMapping(prefix = "platform.med.orders")
public interface OrdersConfig {

    /** Listeners by a name of their own, each for one organisation. None: no messages are taken. */
    @WithParentName
    Map<String, @Valid Listener> listeners();

    /** One listener. */
    interface Listener {
        /** The organisation whose orders come in here. */
        @Pattern(regexp = "[a-z][a-z0-9-]{1,62}")
        String tenant();

        /** Address to listen on; loopback unless another is named. */
        @WithDefault("127.0.0.1")
        String host();

        /** Port; 2575 is registered for HL7. 0 takes a free one. */
        @Min(0)
        @Max(65535)
        int port();

        /** Addresses, blocks in CIDR form, or host names that may send. */
        @NotEmpty
        List<String> hosts();

        /**
         * Whether patient updates and merges (ADT^A08, ADT^A40) are applied to the organisation's studies and orders. Otherwise they are
         * refused, because whoever may send them can change who a study belongs to.
         */
        @WithDefault("false")
        boolean patientUpdates();

        /**
         * Assigning authority (component 4 of PID-3 and MRG-1) whose identifiers are the archive's Patient IDs. Without it, the first
         * identifier of a patient update counts.
         */
        Optional<@Size(min = 1, max = 64) String> patientIssuer();

        /** Whether senders must come by TLS and show a certificate, by the stores of {@code platform.med.dicom.tls}. */
        @WithDefault("false")
        boolean tls();
    }
}
