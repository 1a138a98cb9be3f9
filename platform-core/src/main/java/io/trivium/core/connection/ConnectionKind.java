package io.trivium.core.connection;

import io.trivium.core.tenancy.TenantId;
import java.util.List;
import java.util.Optional;

/**
 * A kind of system that an organisation connects, such as a mail server. Each kind is a CDI bean; it is asked by several threads at
 * a time. What the kind does with its active connections it does by {@link Connections#follow}.
 */
public interface ConnectionKind {

    /** Stable name in kebab case, such as {@code mail-server}; the contract with clients and stored connections. */
    String name();

    /** The settings, in the order in which a form shows them. */
    List<ConnectionField> fields();

    /** Whether data leaves the organisation by it, or whoever connects may read or change data: a second person must approve it. */
    boolean sendsData(ConnectionSettings settings);

    /** Checks what the fields' bounds do not say; an empty list is good. The types and bounds of all fields hold already. */
    default List<Problem> check(Connection connection) {
        return List.of();
    }

    /**
     * What no other active or paused connection of the kind in this service may have, whatever its organisation, such as an AE title;
     * PostgreSQL refuses the second one, also where two instances approve at a time. Empty: nothing.
     */
    default Optional<String> claim(ConnectionSettings settings) {
        return Optional.empty();
    }

    /** Where this service will connect to. Each is held against the allow-list when it is proposed, approved and resumed. */
    List<Address> addresses(ConnectionSettings settings);

    /**
     * Tries the connection without sending the organisation's data. It takes 15 seconds at most and throws nothing that a person can
     * cause.
     */
    TestResult test(Connection connection);

    /** The connections of this kind in the configuration of the service, which are listed but cannot be changed here. */
    default List<Configured> configured() {
        return List.of();
    }

    /**
     * A setting that cannot be used.
     *
     * @param field its name
     * @param message what is wrong, in the form "must be …"
     */
    record Problem(String field, String message) {}

    /**
     * An address that the service connects to.
     *
     * @param field the setting that holds the host
     * @param host name or IP address
     */
    record Address(String field, String host, int port) {}

    /**
     * Outcome of a test.
     *
     * @param millis time that it took
     * @param detail what happened, and what to do where it failed
     */
    record TestResult(boolean ok, long millis, String detail) {}

    /** A connection in the configuration; {@code settings} may leave out what is not of interest, and have no secrets. */
    record Configured(TenantId tenant, String name, ConnectionSettings settings) {}
}
