package io.trivium.runtime.training.federation;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Describes in one sentence the meaning of a broker's refusal for a site.
 *
 * @param bootstrap addresses that the site was given
 */
record KafkaFaults(String topic, String bootstrap) {
    private static final int MESSAGE_BYTES = WeightShare.MAX_BYTES + (WeightShare.MAX_BYTES >> 1);

    FederationException of(Throwable failure) {
        Throwable cause =
                failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure;
        return new FederationException(sentence(cause), cause);
    }

    FederationException missingTopic() {
        return new FederationException(missing());
    }

    private String sentence(Throwable cause) {
        return switch (cause) {
            case RecordTooLargeException large ->
                "the topic " + topic + " takes too small messages; raise it with kafka-configs.sh --bootstrap-server "
                        + bootstrap + " --alter --entity-type topics --entity-name " + topic
                        + " --add-config max.message.bytes=" + MESSAGE_BYTES
                        + ", then start this site again: it continues";
            case AuthenticationException unknown ->
                "the broker at " + bootstrap + " does not accept who this site is (" + unknown.getMessage()
                        + "); look at the file of --kafka-properties";
            case AuthorizationException forbidden ->
                "this site's account may not use the topic " + topic
                        + "; give it the operations Read, Write and Describe on it";
            case UnknownTopicOrPartitionException gone -> missing();
            case TimeoutException late ->
                "no broker answers at " + bootstrap + " (" + late.getMessage()
                        + "); look at --bootstrap, and at --kafka-properties where it wants TLS or a password";
            case ConfigException wrong ->
                "the connection to " + bootstrap + " cannot be set up: " + wrong.getMessage()
                        + "; look at --bootstrap and the file of --kafka-properties";
            default ->
                "the topic " + topic + " at " + bootstrap + " cannot be used: "
                        + (cause.getCause() == null ? cause : cause.getCause()).getMessage();
        };
    }

    private String missing() {
        return "the topic " + topic + " is not there; make it with kafka-topics.sh --bootstrap-server " + bootstrap
                + " --create --topic " + topic + " --partitions 1 --config max.message.bytes=" + MESSAGE_BYTES
                + " --config retention.ms=-1";
    }
}
