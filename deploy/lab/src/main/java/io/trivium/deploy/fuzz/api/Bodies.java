package io.trivium.deploy.fuzz.api;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Bodies of the media types that the contracts read. Not thread-safe. */
final class Bodies {
    /** A body with its media type. */
    @SuppressWarnings("ArrayRecordComponent") // bytes that are never compared or changed
    record Body(String type, byte[] bytes) {}

    private static final String BOUNDARY = "fuzz";
    private static final Map<String, String> SEEDS = Map.of(
            "application/xml", "domain-fin/service/src/test/fuzz/Iso20022Fuzzer",
            "application/octet-stream", "domain-fin/service/src/test/fuzz/Iso8583Fuzzer",
            "multipart/related", "domain-med/service/src/test/fuzz/DataSetFuzzer",
            "*/*", "model-runtime/serving/src/test/fuzz/InferenceRequestFuzzer");

    private final Path root;
    private final Values values;
    private final Random random;

    /** @param root directory of {@code ./trivium}, with the inputs that the fuzzers of readers keep */
    Bodies(Path root, Values values, Random random) {
        this.root = root;
        this.values = values;
        this.random = random;
    }

    Body of(String type, Operation operation) {
        return switch (type) {
            case "multipart/related" ->
                new Body("multipart/related; type=\"application/dicom\"; boundary=" + BOUNDARY, parts(seed(type)));
            case "application/zip" -> new Body(type, zip());
            case "application/xml", "application/octet-stream" -> new Body(type, seed(type));
            case "*/*" ->
                new Body(
                        random.nextInt(4) == 0 ? "application/octet-stream" : "application/json",
                        random.nextBoolean() ? inference() : seed(type));
            default ->
                new Body(
                        type,
                        values.of("body", operation.bodies().getOrDefault(type, MissingNode.getInstance()))
                                .toString()
                                .getBytes(StandardCharsets.UTF_8));
        };
    }

    private byte[] inference() {
        return ("{\"id\":\"" + random.nextInt(1_000)
                        + "\",\"inputs\":[{\"name\":\"features\",\"datatype\":\"FP32\",\"shape\":[1,"
                        + "4],\"data\":[1,2,3," + random.nextInt(9) + "]}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] seed(String type) {
        Path folder = root.resolve(SEEDS.getOrDefault(type, ""));
        if (!Files.isDirectory(folder)) return "seed".getBytes(StandardCharsets.UTF_8);
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> seeds = files.filter(Files::isRegularFile).sorted().toList();
            return seeds.isEmpty() ? new byte[0] : Files.readAllBytes(seeds.get(random.nextInt(seeds.size())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] parts(byte[] part) {
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        parts.writeBytes(
                ("--" + BOUNDARY + "\r\nContent-Type: application/dicom\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        parts.writeBytes(part);
        parts.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return parts.toByteArray();
    }

    private static byte[] zip() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("manifest.json"));
            zip.write("{\"name\":\"fuzz\"}".getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
