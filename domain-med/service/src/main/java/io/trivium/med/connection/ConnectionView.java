package io.trivium.med.connection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The data that a system needs to connect, and the results of the newest attempts.
 *
 * @param aeTitles that may be called; the first is what the node calls itself
 * @param host address that the node listens on: 127.0.0.1 for this machine only, 0.0.0.0 for every network
 * @param port of plain TCP; null if there is none
 * @param tlsPort of TLS; null if there is none
 * @param listening whether every acceptor listens
 * @param largestInstanceBytes longest file that is stored
 * @param peers of the caller's organisation, by name
 * @param associations the newest ones of those peers, newest first
 * @param refusals requests that were rejected, the newest first: of those peers, and of AE titles that no organisation has
 * @param since when this instance of the service started; associations and refusals are from then on, and of this instance
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConnectionView(
        List<String> aeTitles,
        String host,
        @Nullable Integer port,
        @Nullable Integer tlsPort,
        boolean listening,
        long largestInstanceBytes,
        List<PeerView> peers,
        List<AssociationView> associations,
        List<RefusalView> refusals,
        Instant since) {

    /**
     * An application that may call the node or is called by it.
     *
     * @param hosts where it may call from; none: it may not call
     * @param calledAeTitles which AE titles it may call
     * @param address host and port where the node calls it; null: the node does not call it
     * @param tls whether both ways need TLS
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PeerView(
            String name,
            String aeTitle,
            List<String> hosts,
            List<String> calledAeTitles,
            @Nullable String address,
            boolean tls) {}

    /**
     * An association of a peer.
     *
     * @param stored images and other objects that were stored in it
     * @param outcome released, aborted-by-peer, protocol-error, timed-out or failed
     */
    public record AssociationView(
            String peer,
            String callingAe,
            String calledAe,
            String host,
            Instant openedAt,
            Instant endedAt,
            int stored,
            String outcome) {}

    /**
     * A request that was rejected.
     *
     * @param reason what does not fit
     * @param count how often until {@code at}
     */
    public record RefusalView(String callingAe, String calledAe, String host, String reason, int count, Instant at) {}

    /** Which side of an echo test calls. */
    public enum EchoDirection {
        /** The node calls the peer. */
        TO_PEER,
        /** The node is called with the peer's AE title, from this machine. */
        FROM_PEER;

        /** As in JSON. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The outcome of an echo test. */
    public enum EchoOutcome {
        /** C-ECHO was answered with success. */
        ANSWERED,
        /** The association was rejected, or the answer is a failure. */
        REFUSED,
        /** There is no connection, or no answer in time. */
        UNREACHABLE,
        /** It cannot be tried from here. */
        NOT_TESTABLE;

        /** As in JSON. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Result of an echo test.
     *
     * @param millis from the connection to the answer
     * @param detail what happened, in a sentence
     */
    public record EchoView(String peer, EchoDirection direction, EchoOutcome outcome, long millis, String detail) {}
}
