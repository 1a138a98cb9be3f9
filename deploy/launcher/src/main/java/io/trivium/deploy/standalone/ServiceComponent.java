package io.trivium.deploy.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.component.Component;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.Jvm;
import io.trivium.deploy.component.ShiftedClock;
import io.trivium.deploy.component.Snapshot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A service of the platform: a Quarkus application in a JVM of its own. */
public final class ServiceComponent implements Component {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String READY = "/q/health/ready";
    private static final String UNSERVED = "unserved";
    private static final String LIVE = "/q/health/live";

    /** Flags of every service; images give the same. */
    static final List<String> FLAGS = List.of(
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Djava.awt.headless=true",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final String name;
    private final String module;
    private final int port;
    private final Set<String> needs;
    private final Set<String> needsAtFirst;
    private final List<String> jvmFlags;
    private final Map<String, String> environment;
    private final Installation installation;
    private final DataDirectory data;
    private final Jvm jvm;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private volatile boolean startedBefore;

    /**
     * A service that runs once.
     *
     * @param name of its module, too
     */
    ServiceComponent(
            String name,
            int port,
            Set<String> needs,
            List<String> jvmFlags,
            Map<String, String> environment,
            Installation installation,
            DataDirectory data,
            Jvm jvm) {
        this(name, name, port, needs, Set.of(), jvmFlags, environment, installation, data, jvm);
    }

    @SuppressWarnings("TooManyParameters") // one instance
    private ServiceComponent(
            String name,
            String module,
            int port,
            Set<String> needs,
            Set<String> needsAtFirst,
            List<String> jvmFlags,
            Map<String, String> environment,
            Installation installation,
            DataDirectory data,
            Jvm jvm) {
        this.name = name;
        this.module = module;
        this.port = port;
        this.needs = needs;
        this.needsAtFirst = needsAtFirst;
        this.jvmFlags = jvmFlags;
        this.environment = environment;
        this.installation = installation;
        this.data = data;
        this.jvm = jvm;
    }

    /**
     * One of several instances of this service.
     *
     * @param atFirst components that must additionally be ready before the first start only
     * @param flags of the JVM after this one's, which they may undo
     * @param differing variables
     */
    ServiceComponent instance(
            String ownName,
            int ownPort,
            Set<String> allNeeds,
            Set<String> atFirst,
            List<String> flags,
            Map<String, String> differing) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(differing);
        return new ServiceComponent(
                ownName,
                module,
                ownPort,
                allNeeds,
                atFirst,
                Stream.concat(jvmFlags.stream(), flags.stream()).toList(),
                all,
                installation,
                data,
                jvm);
    }

    /** Flags of the JVM besides those of every service. */
    List<String> flags() {
        return jvmFlags;
    }

    /** The environment variables of the process. */
    Map<String, String> environment() {
        return environment;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public OptionalInt port() {
        return OptionalInt.of(port);
    }

    @Override
    public Set<String> needs() {
        if (startedBefore || needsAtFirst.isEmpty()) return needs;
        return Stream.concat(needs.stream(), needsAtFirst.stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** Instances run the same copy. */
    private Path application() {
        return data.apps().resolve(module);
    }

    @Override
    public void prepare() throws IOException {
        Files.createDirectories(data.of(name));
        synchronized (ServiceComponent.class) {
            Snapshot.copy(installation.application(module), application());
            for (Path folder : installation.toolFolders(module)) {
                Snapshot.copy(
                        folder, data.toolFolder(module, folder.getFileName().toString()));
            }
        }
    }

    @Override
    public Launch launch() {
        startedBefore = true;
        List<String> command = new ArrayList<>();
        command.add(jvm.java().toString());
        command.addAll(jvmFlags);
        command.addAll(FLAGS);
        command.add("-jar");
        command.add(application().resolve("quarkus-run.jar").toString());
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(ShiftedClock.environment(data, name));
        return new Launch(command, all, data.of(name));
    }

    @Override
    public void probe() throws IOException, InterruptedException {
        HttpResponse<String> response = ask(READY);
        if (response.statusCode() != 200) throw new IOException(whatIsMissing(response.statusCode(), response.body()));
    }

    /** The failing checks of a health document, with their details. */
    public static String whatIsMissing(int status, String body) {
        List<String> failing = new ArrayList<>();
        try {
            for (JsonNode check : JSON.readTree(body).path("checks")) {
                if (check.path("status").asText().equals("UP")) continue;
                List<String> data = new ArrayList<>();
                check.path("data").forEach(value -> data.add(value.asText()));
                failing.add(check.path("name").asText() + (data.isEmpty() ? "" : " (" + String.join(", ", data) + ")"));
            }
        } catch (JsonProcessingException _) {
            // Not the health document: the answer of a process that starts or ends.
        }
        return failing.isEmpty()
                ? READY + " answers " + status
                : (failing.size() == 1 ? "this check fails: " : "these checks fail: ") + String.join(", ", failing);
    }

    /**
     * The models that should serve and do not, each with the reason, as a ready runtime names them.
     *
     * @param port of the runtime
     */
    public static List<String> unservedModels(int port) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return unservedModels(ask(http, port, READY).body());
        } catch (IOException _) {
            return List.of();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    public static List<String> unservedModels(String body) throws JsonProcessingException {
        List<String> models = new ArrayList<>();
        for (JsonNode check : JSON.readTree(body).path("checks")) {
            if (!check.path("name").asText().equals("models")) continue;
            check.path("data").properties().forEach(each -> {
                if (each.getKey().startsWith(UNSERVED)) {
                    String model = each.getKey().substring(UNSERVED.length()).strip();
                    models.add((model.isEmpty() ? "models" : model) + ": "
                            + each.getValue().asText());
                }
            });
        }
        return models;
    }

    @Override
    public boolean isAlive() throws InterruptedException {
        try {
            return ask(LIVE).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    private HttpResponse<String> ask(String path) throws IOException, InterruptedException {
        return ask(http, port, path);
    }

    private static HttpResponse<String> ask(HttpClient http, int port, String path)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + Ports.management(port) + path))
                        .timeout(Duration.ofSeconds(5))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
