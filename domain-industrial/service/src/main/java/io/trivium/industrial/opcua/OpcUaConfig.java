package io.trivium.industrial.opcua;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Which OPC UA servers readings are taken from, and how. */
@ConfigMapping(prefix = "platform.industrial.intake")
public interface OpcUaConfig {

    /**
     * Own certificate and key ({@code own}), certificates of servers that are trusted ({@code trusted}), of their issuers
     * ({@code issuers}) and of those that are not ({@code rejected}), and what is known of subscriptions.
     */
    @WithDefault("${TRIVIUM_DATA_DIR:target/data}/opcua")
    Path opcuaDirectory();

    /** Validity of a certificate that this service creates for itself. */
    @WithDefault("1825d")
    @DurationMin(days = 1)
    @DurationMax(days = 7300)
    Duration opcuaCertificateLife();

    /** Name of this installation in its certificate; servers know it by that. None: {@code urn:HOST:trivium:industrial}. */
    Optional<String> opcuaApplicationUri();

    /** Servers, by name. */
    Map<String, Server> opcua();

    /** One server. */
    interface Server {

        /** Organisation that all its readings belong to. */
        String tenant();

        /** Address, {@code opc.tcp://host:port/path}. */
        String endpoint();

        /** How messages are protected; no protection only if {@code none} is configured here and as mode. */
        @WithDefault("basic256-sha256")
        Policy securityPolicy();

        /** Protection of the messages; {@code none} only for tests. */
        @WithDefault("sign-and-encrypt")
        Mode securityMode();

        /** Certificate (PEM) that the server may have, besides those in {@code trusted}. */
        Optional<String> serverCertificate();

        /** User; none, and no user certificate: anonymous. */
        Optional<String> username();

        /** Password of the user. */
        Optional<String> password();

        /** Certificate of the user (DER or PEM), instead of a name. */
        Optional<Path> userCertificate();

        /** Key to the user's certificate (PKCS #8, PEM). */
        Optional<Path> userKey();

        /** Publishing interval of the server. */
        @WithDefault("500ms")
        @DurationMin(millis = 1)
        @DurationMax(hours = 1)
        Duration publishingInterval();

        /** Sampling interval of the server. */
        @WithDefault("500ms")
        @DurationMin(seconds = 0)
        @DurationMax(hours = 1)
        Duration samplingInterval();

        /** Values that the server keeps of each node between two publications, and while this service is unavailable. */
        @WithDefault("100")
        @Min(1)
        @Max(100_000)
        int queueSize();

        /** Smallest change of a value that is reported, in its unit; 0 for every change. */
        @WithDefault("0")
        @DecimalMin("0")
        double deadband();

        /** How long the server is requested to keep the subscription while this service is disconnected. */
        @WithDefault("1h")
        @DurationMin(seconds = 1)
        @DurationMax(days = 30)
        Duration lifetime();

        /**
         * Readings that may wait for the confirmation of Kafka; beyond that, no more data is requested from the server.
         */
        @WithDefault("20000")
        @Min(1)
        @Max(1_000_000)
        int unconfirmed();

        /** Longest wait for an answer of the server. */
        @WithDefault("10s")
        @DurationMin(millis = 100)
        @DurationMax(minutes = 10)
        Duration requestTimeout();

        /** Interval at which folders are searched for new variables, and unknown nodes are tried again. */
        @WithDefault("10m")
        @DurationMin(millis = 100)
        @DurationMax(days = 30)
        Duration browseInterval();

        /** The variables to read, by name: each a node or a folder. */
        Map<String, NodeMapping> nodes();
    }

    /** Maps variables to readings: {@code node} names one, {@code folder} all below it that match {@code filter}. */
    interface NodeMapping {

        /**
         * Variable, {@code nsu=URI;s=NAME} or {@code ns=INDEX;s=NAME}; an index may change when the server restarts.
         */
        Optional<String> node();

        /** Object whose variables are taken, written like a node. */
        Optional<String> folder();

        /** Which of the folder's variables, by the browse names below it: {@code +/Weld/#}. */
        @WithDefault("#")
        String filter();

        /**
         * Source of the readings; {@code {1}} is replaced by the first browse name below the folder, {@code {2}} by the
         * second.
         */
        String source();

        /** Name of the tag, with browse names like the source; none: the last browse name. A node needs one. */
        Optional<String> tag();

        /** Instead of the server's. */
        Optional<@DurationMin(seconds = 0) @DurationMax(hours = 1) Duration> samplingInterval();

        /** Instead of the server's. */
        @Min(1)
        @Max(100000)
        OptionalInt queueSize();

        /** Instead of the server's. */
        @DecimalMin("0.0")
        OptionalDouble deadband();
    }

    /** Security policies of OPC UA that are not outdated, and none. */
    enum Policy {
        NONE(SecurityPolicy.None),
        BASIC256_SHA256(SecurityPolicy.Basic256Sha256),
        AES128_SHA256_RSA_OAEP(SecurityPolicy.Aes128_Sha256_RsaOaep),
        AES256_SHA256_RSA_PSS(SecurityPolicy.Aes256_Sha256_RsaPss);

        private final SecurityPolicy standard;

        Policy(SecurityPolicy standard) {
            this.standard = standard;
        }

        SecurityPolicy standard() {
            return standard;
        }
    }

    /** The protection of messages. */
    enum Mode {
        NONE(MessageSecurityMode.None),
        SIGN(MessageSecurityMode.Sign),
        SIGN_AND_ENCRYPT(MessageSecurityMode.SignAndEncrypt);

        private final MessageSecurityMode standard;

        Mode(MessageSecurityMode standard) {
            this.standard = standard;
        }

        MessageSecurityMode standard() {
            return standard;
        }
    }
}
