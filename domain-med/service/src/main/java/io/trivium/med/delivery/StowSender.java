package io.trivium.med.delivery;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.connection.OutboundAddresses;
import io.trivium.med.dataset.Part10;
import io.trivium.med.dataset.Tag;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * STOW-RS as user (PS3.18 10.5): all due deliveries for one study are sent in one request. An object counts as sent
 * only where the answer names it among those stored: a status of 200 alone proves nothing.
 */
final class StowSender implements Sender {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BOUNDARY = "trivium-5f0c1d7e9a4b4c0f";
    private static final String REFERENCED = Tag.hex(Tag.REFERENCED_SOP_SEQUENCE);
    private static final String FAILED = Tag.hex(Tag.FAILED_SOP_SEQUENCE);
    private static final int LONGEST_ANSWER = 4 << 20;

    private final Destination destination;
    private final OutboundAddresses outbound;
    private final HttpClient http;

    StowSender(Destination destination, OutboundAddresses outbound) {
        this.destination = destination;
        this.outbound = outbound;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(destination.timeout())
                .build();
    }

    @Override
    public List<Result> send(List<DueDelivery> due) throws InterruptedException {
        List<Result> results = new ArrayList<>(Collections.nCopies(due.size(), new Result.Failed("Not tried.")));
        for (int from = 0; from < due.size(); ) {
            int to = from + 1;
            while (to < due.size() && due.get(to).study().equals(due.get(from).study())) to++;
            List<Result> part = sendStudy(due.subList(from, to));
            for (int i = from; i < to; i++) results.set(i, part.get(i - from));
            from = to;
        }
        return results;
    }

    private List<Result> sendStudy(List<DueDelivery> due) throws InterruptedException {
        URI url = URI.create(destination.url().orElseThrow().toString().replaceAll("/+$", "") + "/studies");
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(url)
                    .header("Content-Type", "multipart/related; type=\"application/dicom\"; boundary=" + BOUNDARY)
                    .header("Accept", "application/dicom+json")
                    .POST(BodyPublishers.ofInputStream(() -> body(due)));
            destination.authorization().ifPresent(value -> request.header("Authorization", value));
            destination.requireReachable(outbound);
            HttpResponse<byte[]> response = Exchange.send(
                    http,
                    request.build(),
                    BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER),
                    destination.timeout());
            return results(due, response.statusCode(), response.body());
        } catch (IOException | UncheckedIOException e) {
            return Collections.nCopies(due.size(), Failures.unreachable(destination, e));
        }
    }

    private static InputStream body(List<DueDelivery> due) {
        List<InputStream> parts = new ArrayList<>();
        for (DueDelivery each : due) {
            parts.add(text("\r\n--" + BOUNDARY + "\r\nContent-Type: application/dicom\r\n\r\n"));
            parts.add(
                    new ByteArrayInputStream(Part10.head(each.sopClass(), each.sopInstance(), each.transferSyntax())));
            parts.add(new DataSetStream(each));
        }
        parts.add(text("\r\n--" + BOUNDARY + "--\r\n"));
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The data set of a stored object, opened when it is its turn. */
    private static final class DataSetStream extends InputStream {
        private final DueDelivery delivery;
        private InputStream in = InputStream.nullInputStream();
        private boolean opened;

        DataSetStream(DueDelivery delivery) {
            this.delivery = delivery;
        }

        private InputStream in() throws IOException {
            if (!opened) {
                in = delivery.data();
                opened = true;
            }
            return in;
        }

        @Override
        public int read() throws IOException {
            return in().read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return in().read(into, offset, length);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    private List<Result> results(List<DueDelivery> due, int status, byte[] answer) {
        if (status != 200 && status != 202 && status != 409) {
            return Collections.nCopies(due.size(), Failures.status(destination, status));
        }
        Map<String, Result> byInstance = new HashMap<>();
        try {
            JsonNode root = JSON.readTree(answer);
            JsonNode data = root.isArray() && !root.isEmpty() ? root.get(0) : root;
            for (JsonNode item : data.path(REFERENCED).path("Value")) byInstance.put(instance(item), new Result.Sent());
            for (JsonNode item : data.path(FAILED).path("Value")) {
                int reason = item.path(Tag.hex(Tag.FAILURE_REASON))
                        .path("Value")
                        .path(0)
                        .asInt();
                byInstance.put(
                        instance(item),
                        new Result.Failed(String.format(
                                "%s did not store the object (failure reason %04X); its log says why.",
                                destination.url().orElseThrow().getHost(), reason)));
            }
        } catch (JacksonException e) {
            byInstance.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Result silent = new Result.Failed("The server answered with status " + status
                + " and did not say that it stored the object; check that it answers in application/dicom+json.");
        return due.stream()
                .map(each -> byInstance.getOrDefault(each.sopInstance(), silent))
                .toList();
    }

    private static String instance(JsonNode item) {
        return item.path(Tag.hex(Tag.REFERENCED_SOP_INSTANCE_UID))
                .path("Value")
                .path(0)
                .asText();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
