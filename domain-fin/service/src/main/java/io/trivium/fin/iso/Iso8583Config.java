package io.trivium.fin.iso;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Links by which card networks and acquirers send ISO 8583 messages over TCP. There is none unless one is configured. */
@ConfigMapping(prefix = "platform.fin.iso8583")
public interface Iso8583Config {

    /** Links by name. */
    Map<String, Link> links();

    /** How the length of a message is written before it. The length does not count the header. */
    enum Header {
        /** Two bytes, the higher first. */
        BINARY_2,
        /** Four decimal digits in ASCII. */
        ASCII_4
    }

    /** One address that the service listens on, for one organisation. */
    interface Link {

        /** The organisation whose payments come by this link; one of {@code platform.tenancy.tenants}. */
        String tenant();

        /** Address to listen on. Beyond the machine it needs {@link #tlsConfiguration} or {@link #peers}. */
        @WithDefault("127.0.0.1")
        String address();

        /** TCP port; 0 for any that is free. */
        @Min(0)
        @Max(65_535)
        int port();

        /** What is before every message. */
        @WithDefault("binary-2")
        Header header();

        /** Connections open at a time; further ones are closed at once. */
        @WithDefault("16")
        @Min(1)
        int maxConnections();

        /** Messages of one connection in work at a time; further ones are not read until one of them is answered. */
        @WithDefault("64")
        @Min(1)
        int maxInFlight();

        /** Silence after which a connection is closed. */
        @WithDefault("5m")
        @DurationMin(seconds = 1)
        @DurationMax(days = 1)
        Duration idle();

        /** Whether payments on a connection are answered 91 until it has signed on (0800 with 001 in element 70). */
        @WithDefault("false")
        boolean requireSignOn();

        /** Addresses that may connect; everyone where absent. */
        Optional<List<String>> peers();

        /** Name of a configuration of {@code quarkus.tls}, with key and trust store; peers need a certificate then. */
        Optional<String> tlsConfiguration();
    }
}
