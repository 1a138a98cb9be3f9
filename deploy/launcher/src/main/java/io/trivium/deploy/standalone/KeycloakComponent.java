package io.trivium.deploy.standalone;

import io.trivium.deploy.component.Commands;
import io.trivium.deploy.component.Component;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.Jvm;
import io.trivium.deploy.component.Provisioning;
import io.trivium.deploy.component.Secrets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/** Keycloak with the realm {@code trivium}, its data in a PostgreSQL database of its own. */
public final class KeycloakComponent implements Component {
    static final String NAME = "keycloak";
    /** Options baked in by {@code kc.sh build}; the name of the cached build follows from them. */
    private static final List<String> BUILD_OPTIONS = List.of(
            "--db=postgres", "--health-enabled=false", "--metrics-enabled=false", "--features-disabled=kerberos,ciba");

    /** Where Keycloak looks for the files that a policy of passwords names. */
    private static final String PASSWORD_BLACKLISTS = "data/password-blacklists";

    private static final List<String> JVM_FLAGS = List.of(
            "-Xms64m",
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:MetaspaceSize=96m",
            "-XX:MaxMetaspaceSize=256m",
            Jvm.TRIM,
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
                    + "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Dquarkus-log-max-startup-records=10000",
            "-Dpicocli.disable.closures=true",
            "-Djava.awt.headless=true",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.base/java.security=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final DataDirectory data;
    private final Ports ports;
    private final Secrets secrets;
    private final Cache cache;
    private final Jvm jvm;
    private final Path archive;
    private final RealmFile realm;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    public KeycloakComponent(
            DataDirectory data, Ports ports, Secrets secrets, Cache cache, Jvm jvm, Path archive, RealmFile realm) {
        this.data = data;
        this.ports = ports;
        this.secrets = secrets;
        this.cache = cache;
        this.jvm = jvm;
        this.archive = archive;
        this.realm = realm;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public OptionalInt port() {
        return OptionalInt.of(ports.keycloak());
    }

    @Override
    public Set<String> needs() {
        return Set.of(PostgresComponent.NAME);
    }

    private Path home() {
        return data.of(NAME).resolve("home");
    }

    private Path realmImport() {
        return home().resolve("data/import/trivium-realm.json");
    }

    /** Holds the fingerprint of the realm that was last imported. */
    public static Path importedMarker(DataDirectory data) {
        return data.of(NAME).resolve("realm-imported");
    }

    /** Differs where a realm would be imported differently. */
    public static String fingerprint(RealmFile realm, Function<String, Optional<String>> placeholders) {
        return sha256(realm.render(placeholders));
    }

    /** Unpacks and builds once per user, then gives this data directory a Keycloak home around the shared build. */
    @Override
    public void prepare() throws IOException, InterruptedException {
        Path build = build();
        Path home = home();
        for (String own : List.of("data/import", PASSWORD_BLACKLISTS, "data/tmp", "conf")) {
            Files.createDirectories(home.resolve(own));
        }
        Files.copy(
                build.resolve("conf/keycloak.conf"),
                home.resolve("conf/keycloak.conf"),
                StandardCopyOption.REPLACE_EXISTING);
        Path refused = realm.refusedPasswords();
        Files.copy(
                refused,
                home.resolve(PASSWORD_BLACKLISTS).resolve(refused.getFileName()),
                StandardCopyOption.REPLACE_EXISTING);
        // A connection that PostgreSQL closed while it was idle, by a restart, is not handed to the next who logs in.
        Files.writeString(
                home.resolve("conf/quarkus.properties"), "quarkus.datasource.jdbc.foreground-validation-interval=1s\n");
        for (String shared : List.of("lib", "providers")) link(home.resolve(shared), build.resolve(shared));
        link(home.resolve("themes"), realm.themes());
    }

    private static void link(Path link, Path target) throws IOException {
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, target);
    }

    private Path build() throws IOException, InterruptedException {
        return build(archive, cache, jvm, data.log(NAME));
    }

    /** Keycloak unpacked and built, as all data directories of a user share it. */
    static Path build(Path archive, Cache cache, Jvm jvm, Path log) throws IOException, InterruptedException {
        String version =
                archive.getFileName().toString().replace("-quarkus-dist", "").replace(".tar.gz", "");
        String entry = version + "-" + sha256(String.join(" ", BUILD_OPTIONS)).substring(0, 8);
        return cache.entry(entry, directory -> {
            if (!Files.exists(archive)) {
                throw new IOException("the Keycloak archive " + archive
                        + " is gone from the Maven repository; run ./trivium build --clean");
            }
            Commands.run(
                    List.of("tar", "-xzf", archive.toString(), "-C", directory.toString(), "--strip-components=1"),
                    Map.of(),
                    directory,
                    log,
                    Duration.ofMinutes(2));
            List<String> command =
                    new ArrayList<>(List.of(directory.resolve("bin/kc.sh").toString(), "build"));
            command.addAll(BUILD_OPTIONS);
            Commands.run(
                    command,
                    Map.of(
                            "JAVA_HOME",
                            jvm.home().toString(),
                            "JAVA",
                            jvm.java().toString()),
                    directory,
                    log,
                    Duration.ofMinutes(5));
        });
    }

    @Override
    public Launch launch() throws IOException {
        String rendered = realm.render(placeholders());
        boolean importing = !Files.exists(importedMarker(data));
        Files.deleteIfExists(realmImport());
        if (importing) {
            Files.createFile(
                    realmImport(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(realmImport(), rendered);
        }
        List<String> command = new ArrayList<>();
        command.add(jvm.java().toString());
        command.addAll(JVM_FLAGS);
        command.add("-Dkc.home.dir=" + home());
        command.add("-Djboss.server.config.dir=" + home().resolve("conf"));
        command.add("-cp");
        command.add(home().resolve("lib/quarkus-run.jar").toString());
        command.add("io.quarkus.bootstrap.runner.QuarkusEntryPoint");
        command.addAll(List.of(
                "start",
                "--optimized",
                "--http-enabled=true",
                "--http-host=127.0.0.1",
                "--http-port=" + ports.keycloak(),
                "--hostname=http://localhost:" + ports.of(Link.KEYCLOAK),
                "--cache=local",
                "--http-pool-max-threads=16",
                "--db-pool-initial-size=1",
                "--db-pool-min-size=1",
                "--db-pool-max-size=10"));
        if (importing) command.add("--import-realm");
        return new Launch(
                command,
                Map.of(
                        "KC_DB_URL",
                        "jdbc:postgresql://127.0.0.1:" + ports.postgres() + "/keycloak",
                        "KC_DB_USERNAME",
                        "keycloak",
                        "KC_DB_PASSWORD",
                        secrets.get(Provisioning.secretOf("keycloak")),
                        "KC_BOOTSTRAP_ADMIN_USERNAME",
                        "admin",
                        "KC_BOOTSTRAP_ADMIN_PASSWORD",
                        secrets.get("keycloak-admin")),
                home());
    }

    private Function<String, Optional<String>> placeholders() {
        return RealmFile.values(ports, secrets);
    }

    @Override
    public void probe() throws IOException, InterruptedException {
        URI uri =
                URI.create("http://127.0.0.1:" + ports.keycloak() + "/realms/trivium/.well-known/openid-configuration");
        HttpResponse<Void> response = http.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(),
                HttpResponse.BodyHandlers.discarding());
        if (response.statusCode() != 200) throw new IOException("the realm answers " + response.statusCode());
    }

    /** Brings a realm imported by an earlier version, or for other ports, up to date; new ones are just recorded. */
    @Override
    public void afterReady() throws IOException, InterruptedException {
        String hash = fingerprint(realm, placeholders());
        Path marker = importedMarker(data);
        if (Files.exists(marker)) {
            if (Files.readString(marker).strip().equals(hash)) return;
            new RealmUpdate(http, ports, secrets.get("keycloak-admin")).apply(realm.renderedTree(placeholders()));
        }
        DataDirectory.writeAtomically(marker, hash + "\n");
        Files.deleteIfExists(realmImport());
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    @Override
    public Duration startTimeout() {
        return Duration.ofMinutes(8);
    }
}
