package io.trivium.fin.iso;

import io.trivium.core.error.PlatformException;
import io.trivium.fin.iso.Iso8583Config.Header;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.jboss.logging.Logger;

/**
 * Takes ISO 8583 messages over TCP, each with its length before it. Connections stay open; the messages of one are answered
 * as soon as each is decided, in any order, so that the sender matches answers by number (11) and time (7). A message that
 * cannot be read is logged and not answered; a length out of range ends the connection.
 */
final class Iso8583Link implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Iso8583Link.class);
    private static final int ASCII_DIGITS = 4;
    /** Longest wait for the answers to messages that were read before the link is closed. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

    /** Answers one message on a virtual thread; called by several threads at a time. */
    interface Handler {
        /** The answer, or an exception when the message cannot be read. */
        byte[] answer(byte[] message, Iso8583Service.Session session);
    }

    /**
     * Limits of the link.
     *
     * @param maxConnections open at a time
     * @param maxInFlight messages of one connection in work at a time
     * @param idle silence, within or between messages, after which a connection is closed
     */
    record Limits(int maxConnections, int maxInFlight, Duration idle) {}

    private final String name;
    private final ServerSocket socket;
    private final Header header;
    private final Limits limits;
    private final boolean signedOn;
    private final Predicate<InetAddress> allowed;
    private final Handler handler;
    private final Semaphore free;
    /** The connections, and for each the messages that it may still send before one of them is answered. */
    private final Map<Socket, Semaphore> open = new ConcurrentHashMap<>();

    private volatile boolean isClosing;

    /**
     * Listens at once.
     *
     * @param signedOn whether a connection counts as signed on before it says so
     */
    Iso8583Link(
            String name,
            InetSocketAddress address,
            Header header,
            Limits limits,
            boolean signedOn,
            Optional<SSLContext> tls,
            Predicate<InetAddress> allowed,
            Handler handler)
            throws IOException {
        this.name = name;
        this.socket =
                tls.isPresent() ? tls.orElseThrow().getServerSocketFactory().createServerSocket() : new ServerSocket();
        if (socket instanceof SSLServerSocket secure) {
            secure.setNeedClientAuth(true);
            secure.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        }
        this.header = header;
        this.limits = limits;
        this.signedOn = signedOn;
        this.allowed = allowed;
        this.handler = handler;
        this.free = new Semaphore(limits.maxConnections());
        socket.bind(address);
        Thread.ofVirtual().name("iso8583-accept").start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket peer = socket.accept();
                if (!allowed.test(peer.getInetAddress())) {
                    LOG.warnf("link %s: closed a connection from %s, which may not connect", name, address(peer));
                    peer.close();
                } else if (!free.tryAcquire()) {
                    LOG.warnf("link %s: closed a connection from %s, all are in use", name, address(peer));
                    peer.close();
                } else {
                    Semaphore inFlight = new Semaphore(limits.maxInFlight());
                    open.put(peer, inFlight);
                    if (isClosing) {
                        // Accepted while close() closed the open connections, so it may have missed this one.
                        open.remove(peer);
                        peer.close();
                    } else {
                        Thread.ofVirtual().name("iso8583").start(() -> serve(peer, inFlight));
                    }
                }
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    LOG.warnf("link %s: a connection could not be accepted: %s", name, e.getMessage());
                }
            }
        }
    }

    private static String address(Socket peer) {
        return peer.getInetAddress().getHostAddress();
    }

    private void serve(Socket peer, Semaphore inFlight) {
        Iso8583Service.Session session = new Iso8583Service.Session(signedOn);
        ReentrantLock writing = new ReentrantLock();
        try (peer) {
            peer.setSoTimeout(Math.toIntExact(limits.idle().toMillis()));
            peer.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(new BufferedInputStream(peer.getInputStream()));
            while (true) {
                int length = length(in);
                if (length < 0 || length > SafeMessage8583.MAX_BYTES) {
                    throw new IOException(
                            "a message has a length that is not within 0 to " + SafeMessage8583.MAX_BYTES);
                }
                if (length == 0) continue;
                byte[] message = in.readNBytes(length);
                if (message.length < length) throw new EOFException("the connection ended within a message");
                // A peer that sends and never reads would keep the connection for good.
                if (!inFlight.tryAcquire(limits.idle().toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IOException("the peer does not read its answers");
                }
                if (isClosing) {
                    inFlight.release();
                    break;
                }
                Thread.ofVirtual().name("iso8583-message").start(() -> {
                    try {
                        answer(peer, session, writing, message);
                    } finally {
                        inFlight.release();
                    }
                });
            }
            awaitAnswers(inFlight);
        } catch (EOFException e) {
            LOG.debugf("link %s: %s closed its connection", name, address(peer));
        } catch (IOException e) {
            LOG.infof("link %s: the connection from %s was closed: %s", name, address(peer), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(peer);
            free.release();
        }
    }

    /** Waits until every message that was taken is answered, at most two seconds. */
    private void awaitAnswers(Semaphore inFlight) throws InterruptedException {
        if (inFlight.tryAcquire(limits.maxInFlight(), LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS)) {
            inFlight.release(limits.maxInFlight());
        }
    }

    private int length(DataInputStream in) throws IOException {
        if (header == Header.BINARY_2) return in.readUnsignedShort();
        int length = 0;
        for (int i = 0; i < ASCII_DIGITS; i++) {
            int digit = in.readUnsignedByte() - '0';
            if (digit < 0 || digit > 9) return -1;
            length = 10 * length + digit;
        }
        return length;
    }

    private void answer(Socket peer, Iso8583Service.Session session, ReentrantLock writing, byte[] message) {
        byte[] answer;
        try {
            answer = handler.answer(message, session);
        } catch (PlatformException e) {
            LOG.warnf("link %s: a message was not answered: %s", name, e.detail());
            return;
        } catch (RuntimeException e) {
            LOG.errorf(e, "link %s: a message was not answered", name);
            return;
        }
        byte[] framed = new byte[(header == Header.BINARY_2 ? 2 : ASCII_DIGITS) + answer.length];
        if (header == Header.BINARY_2) {
            framed[0] = (byte) (answer.length >> 8);
            framed[1] = (byte) answer.length;
        } else {
            System.arraycopy(
                    "%04d".formatted(answer.length).getBytes(StandardCharsets.US_ASCII), 0, framed, 0, ASCII_DIGITS);
        }
        System.arraycopy(answer, 0, framed, framed.length - answer.length, answer.length);
        writing.lock();
        try {
            OutputStream out = peer.getOutputStream();
            out.write(framed);
            out.flush();
        } catch (IOException e) {
            LOG.infof("link %s: an answer could not be sent to %s: %s", name, address(peer), e.getMessage());
        } finally {
            writing.unlock();
        }
    }

    /**
     * Stops listening, and closes the connections after the messages that were taken are answered. A later message
     * is not decided and not answered: its sender repeats or reverses it.
     */
    @Override
    public void close() {
        isClosing = true;
        try (ExecutorService closing = Executors.newVirtualThreadPerTaskExecutor()) {
            socket.close();
            open.forEach((peer, inFlight) -> closing.execute(() -> close(peer, inFlight)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void close(Socket peer, Semaphore inFlight) {
        try (peer) {
            awaitAnswers(inFlight);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.debugf(e, "link %s: a connection was closed by the peer already", name);
        }
    }
}
