package io.trivium.core.audit.shipping;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Segments as objects of a bucket over the S3 API, path-style addresses. A new object is written only where there is none
 * ({@code If-None-Match}), with an object lock where a retention is set.
 */
final class S3Store implements SegmentStore {
    static final String NAME = "object-store";

    private final URI bucket;
    private final String prefix;
    private final S3Signature signature;
    private final Optional<Lock> lock;
    private final HttpClient client;
    private final Duration timeout;
    private final InstantSource clock;

    /** For how long and how firmly the store keeps an object. */
    record Lock(ShippingConfig.LockMode mode, Duration retention) {}

    /** @param bucket its address, path-style, without a slash at the end */
    S3Store(
            URI bucket,
            String prefix,
            S3Signature signature,
            Optional<Lock> lock,
            HttpClient client,
            Duration timeout,
            InstantSource clock) {
        this.bucket = bucket;
        this.prefix = prefix;
        this.signature = signature;
        this.lock = lock;
        this.client = client;
        this.timeout = timeout;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String location() {
        return bucket + "/" + prefix;
    }

    @Override
    public Optional<byte[]> get(String key) throws IOException {
        HttpResponse<byte[]> answer = send("GET", "/" + encoded(prefix + key), Map.of(), new byte[0]);
        if (answer.statusCode() == 404 && !code(answer).equals("NoSuchBucket")) return Optional.empty();
        require(answer, "GET", key);
        return Optional.of(answer.body());
    }

    @Override
    public void put(String key, byte[] object) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        headers.put("If-None-Match", "*");
        headers.put("Content-Type", "application/x-ndjson");
        // Requests with an object lock need a checksum of their own.
        headers.put("x-amz-checksum-sha256", checksum(object));
        lock.ifPresent(kept -> {
            headers.put("x-amz-object-lock-mode", kept.mode().name());
            headers.put(
                    "x-amz-object-lock-retain-until-date",
                    clock.instant()
                            .plus(kept.retention())
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toString());
        });
        require(send("PUT", "/" + encoded(prefix + key), headers, object), "PUT", key);
    }

    private HttpResponse<byte[]> send(String method, String rest, Map<String, String> headers, byte[] body)
            throws IOException {
        URI address = URI.create(bucket + rest);
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(timeout)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        headers.forEach(request::setHeader);
        signature.sign(method, address, headers, body, clock.instant()).forEach(request::setHeader);
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("stopped while the object store was to answer").initCause(e);
        }
    }

    private void require(HttpResponse<byte[]> answer, String method, String what) throws IOException {
        if (answer.statusCode() == 200) return;
        String hint = lock.isPresent() && method.equals("PUT") && answer.statusCode() == 400
                ? "; platform.audit.shipping.object-store.retention-days needs a bucket with object lock"
                : "";
        throw new IOException(method + " " + what + " was answered with " + answer.statusCode() + " " + code(answer)
                + " by " + location() + hint);
    }

    /** The store's error code, such as {@code AccessDenied}; empty where there is none. */
    private static String code(HttpResponse<byte[]> answer) {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(answer.body()));
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamReader.START_ELEMENT
                        && reader.getLocalName().equals("Code")) {
                    return reader.getElementText();
                }
            }
        } catch (XMLStreamException e) {
            // The answer of a proxy, for example; its status says enough.
        }
        return "";
    }

    private static String checksum(byte[] object) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(Segment.sha256(object)));
    }

    /** RFC 3986, with the slashes of a path. */
    private static String encoded(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~")
                .replace("%2F", "/");
    }
}
