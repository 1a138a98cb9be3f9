package io.trivium.core.audit.shipping;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Where the audit log is shipped to; nowhere by default. */
@ConfigMapping(prefix = "platform.audit.shipping")
public interface ShippingConfig {

    /** Time between two looks for entries that wait. */
    @WithDefault("5s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 5)
    Duration interval();

    /** Most entries of a chain that are read and sent at a time, and the most entries of a segment. */
    @WithDefault("500")
    @Min(1)
    @Max(5_000)
    int batchEntries();

    /** Longest time an entry waits for others to share its segment. */
    @WithDefault("60s")
    @DurationMin(millis = 0)
    @DurationMax(hours = 1)
    Duration segmentInterval();

    /** Longest wait for an answer of a destination; longest time of one batch over syslog is six times that. */
    @WithDefault("10s")
    @DurationMin(millis = 500)
    @DurationMax(minutes = 2)
    Duration timeout();

    /** Longest pause after failures; each failure doubles the pause, from one second. */
    @WithDefault("1m")
    @DurationMin(seconds = 1)
    @DurationMax(hours = 1)
    Duration longestPause();

    /** Directory that receives segments, for installations on one host; best on another disk. */
    @WithDefault("${TRIVIUM_AUDIT_SHIPPING_DIRECTORY:}")
    Optional<Path> directory();

    /** Syslog over TLS. */
    Syslog syslog();

    /** An object store with the S3 API. */
    ObjectStore objectStore();

    /** RFC 5424 messages over TLS (RFC 5425). */
    interface Syslog {
        /** Receiver's name, as in its certificate; without it nothing is sent. */
        @WithDefault("${TRIVIUM_AUDIT_SYSLOG_HOST:}")
        Optional<String> host();

        /** Receiver's port. */
        @WithDefault("6514")
        @Min(1)
        @Max(65_535)
        int port();

        /** Name under {@code quarkus.tls} with the authorities trusted and, optionally, the client certificate; without it the JVM's authorities. */
        Optional<String> tlsConfiguration();

        /** SD-ID of the structured data, {@code name@number} with the private enterprise number of the organisation; the default's number is that of examples (RFC 5612). */
        @WithDefault("trivium@32473")
        @Pattern(regexp = "[A-Za-z0-9._-]{1,24}@[0-9.]{1,10}")
        String structuredDataId();

        /** What a message contains: {@code json}, or {@code dicom} for the XML of DICOM PS3.15 A.5 where an entry has that form, and JSON otherwise. */
        @WithDefault("json")
        Form form();
    }

    /** Content of a syslog message. */
    enum Form {
        JSON,
        DICOM
    }

    /** A bucket of an object store with the S3 API, preferably with object lock. */
    interface ObjectStore {
        /** Address, such as {@code https://s3.eu-central-1.amazonaws.com}; without it nothing is sent. */
        @WithDefault("${TRIVIUM_AUDIT_S3_ENDPOINT:}")
        Optional<URI> endpoint();

        /** Region in the signature of requests (AWS signature version 4). */
        @WithDefault("us-east-1")
        String region();

        /** Name of the bucket, which must exist. */
        @WithDefault("${TRIVIUM_AUDIT_S3_BUCKET:}")
        Optional<String> bucket();

        /** Beginning of all keys, such as {@code audit/}. */
        @WithDefault("")
        Optional<@Size(max = 200) String> prefix();

        /** Id of the access key, which needs {@code s3:PutObject}, {@code s3:GetObject}, {@code s3:ListBucket} and, with a retention, {@code s3:PutObjectRetention}. */
        @WithDefault("${TRIVIUM_AUDIT_S3_ACCESS_KEY:}")
        Optional<String> accessKey();

        /** Secret of the access key. */
        @WithDefault("${TRIVIUM_AUDIT_S3_SECRET_KEY:}")
        Optional<String> secretKey();

        /** Name under {@code quarkus.tls} with the authorities trusted; without it the JVM's authorities. */
        Optional<String> tlsConfiguration();

        /** Days for which the store refuses to delete or replace a segment (object lock); without it the bucket's own default applies. */
        Optional<@Min(1) @Max(36_500) Integer> retentionDays();

        /** Whether persons with a special permission may shorten the retention: {@code governance}, or no one: {@code compliance}. */
        @WithDefault("governance")
        LockMode lockMode();
    }

    /** Modes of an object lock. */
    enum LockMode {
        GOVERNANCE,
        COMPLIANCE
    }
}
