package io.trivium.med.dicom;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The DICOM node: what it listens on, who may call it, and what an association may take. */
@ConfigMapping(prefix = "platform.med.dicom")
public interface DicomConfig {

    /** Whether the node listens. Off: only DICOMweb takes instances. */
    @WithDefault("true")
    boolean enabled();

    /** Address to listen on; loopback unless another is named. */
    @WithDefault("127.0.0.1")
    String host();

    /** Port for plain TCP; 0 takes a free one, -1 leaves it out. */
    @WithDefault("11112")
    @Min(-1)
    @Max(65535)
    int port();

    /** AE titles of the node; the first is what it calls itself. */
    @WithDefault("TRIVIUM")
    @NotEmpty
    List<@Pattern(regexp = "[!-\\[\\]-~]([ -\\[\\]-~]{0,14}[!-\\[\\]-~])?") String> aeTitles();

    /** Associations at once; more are rejected as a transient local limit. */
    @WithDefault("64")
    @Min(1)
    @Max(1000)
    int maxAssociations();

    /** Longest PDU offered and read. */
    @WithDefault("128K")
    MemorySize maxPduLength();

    /** From the connection to the whole association request. */
    @WithDefault("10s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 10)
    Duration negotiationTimeout();

    /** Between two messages. */
    @WithDefault("60s")
    @DurationMin(millis = 100)
    @DurationMax(days = 1)
    Duration idleTimeout();

    /** From the first to the last byte of a PDU, and between PDUs of one message. */
    @WithDefault("30s")
    @DurationMin(millis = 100)
    @DurationMax(hours = 1)
    Duration readTimeout();

    /** From the first to the last byte of a message. */
    @WithDefault("10m")
    @DurationMin(millis = 100)
    @DurationMax(days = 1)
    Duration messageTimeout();

    /** For a peer to take one PDU. */
    @WithDefault("30s")
    @DurationMin(millis = 100)
    @DurationMax(hours = 1)
    Duration writeTimeout();

    /** SOP classes that are stored in addition to those of the standard. */
    Optional<Set<@Pattern(regexp = "[0-9.]{1,64}") String>> privateSopClasses();

    /** TLS with client certificates, on a port of its own. */
    Tls tls();

    /** Applications that may call the node or are called by it, by a configured name. None: no application may call. */
    Map<String, @Valid PeerConfig> peers();

    /** Encrypted associations. */
    interface Tls {
        /** Port for TLS; 2762 is registered for it. Unset: no TLS. */
        Optional<@Min(0) @Max(65535) Integer> port();

        /** PKCS#12 file with the node's key and certificate. */
        Optional<Path> keyStore();

        /** Password of the key store. */
        Optional<String> keyStorePassword();

        /** PKCS#12 file with the certificates, or their issuers, that peers may show. */
        Optional<Path> trustStore();

        /** Password of the trust store. */
        Optional<String> trustStorePassword();
    }

    /** One peer. */
    interface PeerConfig {
        /** The peer's own AE title. */
        @Pattern(regexp = "[!-\\[\\]-~]([ -\\[\\]-~]{0,14}[!-\\[\\]-~])?")
        String aeTitle();

        /** The organisation it belongs to. */
        @Pattern(regexp = "[a-z][a-z0-9-]{1,62}")
        String tenant();

        /** Addresses, blocks in CIDR form, or host names that it may call from. None: it may not call. */
        Optional<List<String>> hosts();

        /** AE titles of the node that it may call. None: all. */
        Optional<Set<String>> calledAeTitles();

        /** Host where it listens. None: the node does not call it. */
        Optional<String> address();

        /** Port where it listens. */
        Optional<@Min(1) @Max(65535) Integer> port();

        /** Whether both ways need TLS. */
        @WithDefault("false")
        boolean tls();

        /** SHA-256 of the only certificate it may show, 64 lower-case hexadecimal digits. */
        Optional<@Pattern(regexp = "[0-9a-f]{64}") String> certificateSha256();
    }
}
