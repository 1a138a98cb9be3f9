package io.trivium.runtime.lab.conformance;

import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackSigner;
import io.trivium.runtime.pack.PackWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Registers and activates the reference models at a running runtime of this platform, signed with the key of the environment. */
final class PlatformModels {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private PlatformModels() {}

    /**
     * Registers every reference model; one that is registered already stays.
     *
     * @param token of a client with the role model-operator
     * @throws IOException when the runtime refuses one; the message has its answer
     */
    static void register(URI base, String token) throws IOException, InterruptedException {
        Path packs = Files.createTempDirectory("oip-reference");
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (Path directory : ReferenceModels.writePacks(packs)) {
                ModelPack pack = PackSigner.signed(ModelPack.open(directory));
                String versions = "/v1/models/" + pack.manifest().name() + "/versions";
                post(http, base.resolve(versions), token, zipped(directory));
                post(http, base.resolve(versions + '/' + pack.manifest().version() + "/activate"), token, new byte[0]);
            }
        } finally {
            PackWriter.deleteTree(packs);
        }
    }

    private static void post(HttpClient http, URI address, String token, byte[] body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(address)
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/zip")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(address + " answered " + answer.statusCode() + " " + answer.body());
        }
    }

    private static byte[] zipped(Path directory) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Path file : files) {
                zip.putNextEntry(new ZipEntry(directory.relativize(file).toString()));
                zip.write(Files.readAllBytes(file));
            }
        }
        return bytes.toByteArray();
    }
}
