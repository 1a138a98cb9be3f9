package io.trivium.core.audit.shipping;

import io.trivium.core.testing.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Debian's rsyslog with TLS and client certificates, and Ceph's object gateway (RGW 18, database backend), as processes on ports that
 * stay the same over a restart. With this backend the gateway has no object lock, and ignores the condition of a conditional PUT.
 *
 * @param directory of certificates, files and configurations
 */
record Receivers(Path directory, int syslogPort, int s3Port) {
    static final String BUCKET = "audit";
    private static final String ACCESS_KEY = "AUDITSHIPPER";
    private static final String SECRET_KEY = "audit-shipper-secret";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Makes certificates; the processes are started later. */
    static Receivers prepare() {
        try {
            Receivers receivers =
                    new Receivers(Files.createTempDirectory("trivium-receivers"), FreePorts.next(), FreePorts.next());
            receivers.makeCertificates();
            Files.createDirectories(receivers.directory.resolve("rgw"));
            return receivers;
        } catch (IOException e) {
            throw new UncheckedIOException("no certificates", e);
        }
    }

    /** The receivers of a directory that {@link #prepare} made. */
    Map<String, String> settings() {
        return Map.ofEntries(
                Map.entry("platform.audit.shipping.interval", "200ms"),
                Map.entry("platform.audit.shipping.batch-entries", "20"),
                Map.entry("platform.audit.shipping.segment-interval", "300ms"),
                Map.entry("platform.audit.shipping.longest-pause", "1s"),
                Map.entry("platform.audit.shipping.directory", shipped().toString()),
                Map.entry("platform.audit.shipping.syslog.host", "localhost"),
                Map.entry("platform.audit.shipping.syslog.port", Integer.toString(syslogPort)),
                Map.entry("platform.audit.shipping.syslog.tls-configuration", "audit"),
                Map.entry("quarkus.tls.audit.trust-store.pem.certs", file("ca.crt")),
                Map.entry("quarkus.tls.audit.key-store.pem.0.cert", file("client.crt")),
                Map.entry("quarkus.tls.audit.key-store.pem.0.key", file("client.key")),
                Map.entry("platform.audit.shipping.object-store.endpoint", "http://127.0.0.1:" + s3Port),
                Map.entry("platform.audit.shipping.object-store.bucket", BUCKET),
                Map.entry("platform.audit.shipping.object-store.prefix", "log of audit/"),
                Map.entry("platform.audit.shipping.object-store.access-key", ACCESS_KEY),
                Map.entry("platform.audit.shipping.object-store.secret-key", SECRET_KEY));
    }

    Path shipped() {
        return directory.resolve("shipped");
    }

    /** Messages that rsyslog wrote, in their order. */
    List<String> messages() throws IOException {
        Path log = directory.resolve("messages");
        if (!Files.exists(log)) return List.of();
        try (Stream<String> lines = Files.lines(log)) {
            return lines.toList();
        }
    }

    Process startSyslog() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("rsyslog.conf"), """
                global(workDirectory="%1$s" maxMessageSize="64k" defaultNetstreamDriver="gtls"
                  defaultNetstreamDriverCAFile="%1$s/ca.crt" defaultNetstreamDriverCertFile="%1$s/server.crt"
                  defaultNetstreamDriverKeyFile="%1$s/server.key")
                main_queue(queue.type="Direct")
                module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="x509/certvalid")
                input(type="imtcp" port="%2$d" address="127.0.0.1")
                template(name="raw" type="string" string="%%rawmsg%%\\n")
                if $syslogfacility == 13 then action(type="omfile" file="%1$s/messages" template="raw")
                """.formatted(directory, syslogPort));
        return started(syslogPort, "/usr/sbin/rsyslogd", "-n", "-f", file("rsyslog.conf"), "-i", file("rsyslog.pid"));
    }

    Process startS3() throws IOException, InterruptedException {
        Path data = directory.resolve("rgw");
        Files.writeString(directory.resolve("ceph.conf"), """
                [global]
                rgw backend store = dbstore
                rgw config store = dbstore
                dbstore_db_dir = %1$s
                dbstore_config_uri = file:%1$s/config.db
                rgw frontends = beast endpoint=127.0.0.1:%2$d
                log file = %1$s/log
                admin socket =
                run dir = %1$s
                """.formatted(data, s3Port));
        boolean isNew = !Files.exists(data.resolve("config.db"));
        List<String> common =
                List.of("-c", file("ceph.conf"), "-n", "client.rgw", "--no-mon-config", "--keyring", "/dev/null");
        if (isNew) {
            List<String> user = new ArrayList<>(List.of("radosgw-admin"));
            user.addAll(common);
            user.addAll(List.of("user", "create", "--uid=audit", "--display-name=audit"));
            user.addAll(List.of("--access-key=" + ACCESS_KEY, "--secret-key=" + SECRET_KEY));
            // It sometimes waits for a thread of its own after it has created the user; the bucket below needs the
            // user.
            ends(user);
        }
        List<String> gateway = new ArrayList<>(List.of("/usr/bin/radosgw"));
        gateway.addAll(common);
        gateway.addAll(List.of("-f", "--rgw-data", data.toString()));
        Process process = started(s3Port, gateway.toArray(String[]::new));
        if (isNew) s3("PUT", "/" + BUCKET, new byte[0]);
        return process;
    }

    /** A request that the product does not make: replaces or deletes objects, as an attacker would. */
    void s3(String method, String path, byte[] body) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + s3Port + path.replace(" ", "%20"));
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        new S3Signature("us-east-1", ACCESS_KEY, SECRET_KEY)
                .sign(method, address, Map.of(), body, Instant.now())
                .forEach(request::setHeader);
        try (HttpClient client = HttpClient.newHttpClient()) {
            int status = client.send(request.build(), BodyHandlers.discarding()).statusCode();
            if (status >= 300) throw new IOException(method + " " + path + " was answered with " + status);
        }
    }

    /** A store of the bucket as the product has, with a lock where one is given. */
    S3Store store(Optional<S3Store.Lock> lock) {
        return new S3Store(
                URI.create("http://127.0.0.1:" + s3Port + "/" + BUCKET),
                "log of audit/",
                new S3Signature("us-east-1", ACCESS_KEY, SECRET_KEY),
                lock,
                HttpClient.newHttpClient(),
                Duration.ofSeconds(10),
                InstantSource.system());
    }

    private void makeCertificates() throws IOException {
        openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test-authority"
                + " -keyout ca.key -out ca.crt");
        for (String name : List.of("server", "client")) {
            Files.writeString(directory.resolve(name + ".ext"), "subjectAltName=DNS:localhost\n");
            openssl("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=" + name + " -keyout " + name
                    + ".key -out " + name + ".csr");
            openssl("x509 -req -days 2 -CA ca.crt -CAkey ca.key -CAcreateserial -in " + name + ".csr -extfile " + name
                    + ".ext -out " + name + ".crt");
        }
    }

    private void openssl(String arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ", -1)));
        try {
            run(command);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        if (!ends(command)) throw new IOException(command + " did not end within " + PATIENCE);
    }

    /** Whether the command ended in time; one that did not is killed. */
    private boolean ends(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", "");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            return false;
        }
        if (process.exitValue() != 0) throw new IOException(command + " failed: " + Files.readString(output));
        return true;
    }

    private Process started(int port, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output").toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        for (Instant end = Instant.now().plus(PATIENCE); Instant.now().isBefore(end) && process.isAlive(); ) {
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return process;
            } catch (IOException e) {
                process.waitFor(100, TimeUnit.MILLISECONDS);
            }
        }
        throw new IOException(command[0] + " did not start: " + Files.readString(directory.resolve("output")));
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }
}
