package io.trivium.industrial.intake;

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

/** Which brokers readings are taken from, and how. */
@ConfigMapping(prefix = "platform.industrial.intake")
public interface IntakeConfig {

    /** Longest that a reading waits for others to travel with. */
    @WithDefault("100ms")
    @DurationMin(seconds = 0)
    @DurationMax(seconds = 10)
    Duration gather();

    /** Largest MQTT message that is read, in bytes. */
    @WithDefault("1048576")
    @Min(1024)
    @Max(16_777_216)
    int largestMessage();

    /** Shortest time between two requests for a rebirth of one edge node. */
    @WithDefault("30s")
    @DurationMin(millis = 1)
    @DurationMax(hours = 1)
    Duration rebirthInterval();

    /** How long data of an edge node wait for its birth. */
    @WithDefault("60s")
    @DurationMin(millis = 1)
    @DurationMax(hours = 1)
    Duration birthPatience();

    /** Brokers, by name. */
    Map<String, Connection> mqtt();

    /** One broker. */
    interface Connection {

        /** Organisation that all its readings belong to. */
        String tenant();

        /** Host name or address of the broker. */
        String host();

        /** Port of the broker. */
        @WithDefault("1883")
        @Min(1)
        @Max(65_535)
        int port();

        /** Client id; the broker keeps what is not acknowledged under it. Two processes need two. */
        Optional<String> clientId();

        /** User name; none for anonymous connections. */
        Optional<String> username();

        /** Password of the user. */
        Optional<String> password();

        /** Whether TLS is used, with the JVM's trust store or {@link #trustedCertificates}. */
        @WithDefault("false")
        boolean tls();

        /** Certificates (PEM) of the issuers that are trusted instead of those of the JVM's trust store. */
        Optional<String> trustedCertificates();

        /** Version of MQTT: 5 or 3 (3.1.1). With 3 the broker's own limit holds up what is not acknowledged. */
        @WithDefault("5")
        @Min(3)
        @Max(5)
        int version();

        /**
         * How long the broker keeps messages while this service is disconnected. With 0 each connection begins without those
         * before, as the Sparkplug specification wants it; with MQTT 3.1.1 any other length is the broker's.
         */
        @WithDefault("7d")
        @DurationMin(seconds = 0)
        @DurationMax(days = 365)
        Duration session();

        /**
         * Messages that may wait for the confirmation of Kafka; MQTT 5. With each that comes the client passes through all of
         * them, so many are dear.
         */
        @WithDefault("2000")
        @Min(1)
        @Max(65_535)
        int unacknowledged();

        /** Sparkplug B groups that are taken, comma-separated; {@code +} for all. None: no Sparkplug. */
        Optional<List<String>> sparkplugGroups();

        /**
         * Sparkplug B host id under which this service publishes its STATE; unique among the hosts of a plant. None: no STATE. The
         * broker must allow the service to publish and subscribe to {@code spBv1.0/STATE/} and the id.
         */
        Optional<String> sparkplugHostId();

        /** Mappings of topics with JSON, by name. */
        Map<String, JsonMapping> json();
    }

    /** Maps messages with JSON to readings. */
    interface JsonMapping {

        /** Topic filter, such as {@code plant/+/machine/+/values}. */
        String filter();

        /**
         * Source of the readings; {@code {1}} is replaced by the topic's first level, {@code {2}} by its second, and so
         * on.
         */
        String source();

        /** Name of the tag, with levels like the source, where the message is one value; none: the message is an object. */
        Optional<String> tag();

        /** JSON Pointer of the time; none: the time of receipt. */
        Optional<String> time();

        /** The format of the time: {@code iso}, {@code s}, {@code ms} or {@code us} since 1970. */
        @WithDefault("iso")
        TimeForm timeForm();

        /** JSON Pointer of the object whose members are the values, or of the one value; empty for the whole message. */
        @WithDefault("/")
        String values();
    }

    /** The format of a time in a message. */
    enum TimeForm {
        ISO,
        S,
        MS,
        US
    }
}
