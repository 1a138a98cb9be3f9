package io.trivium.industrial.intake;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A connection to an MQTT broker, whatever its version; reconnects automatically. Thread-safe. */
interface MqttLink extends AutoCloseable {

    /** A message and how it is acknowledged. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Message(String topic, byte[] payload, Runnable acknowledge) {}

    /**
     * Connects, and subscribes with quality of service 1 whenever it is connected.
     *
     * @param take called by one thread, in the order of arrival
     */
    void start(List<String> filters, Consumer<Message> take);

    /** Sends with quality of service 0; lost while there is no connection. */
    void send(String topic, byte[] payload);

    boolean isConnected();

    /** Why there is no connection; empty while there is one. */
    Optional<String> problem();

    /** Finds the address of a broker before every connection to it. */
    @FunctionalInterface
    interface Resolver {
        /**
         * Resolves a name.
         *
         * @throws IOException when the name has no address, or one that is not allowed
         */
        InetSocketAddress resolve(String host, int port) throws IOException;
    }

    /** Ends the connection; what is not acknowledged comes again at the next one. */
    @Override
    void close();
}
