package io.trivium.deploy.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.component.Component;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.FaultPointFile;
import io.trivium.deploy.component.Jvm;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.standalone.Cache;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Ports;
import io.trivium.deploy.standalone.Processes;
import io.trivium.deploy.standalone.Services;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Ends the model runtime at named places of its first start, as by SIGKILL: after the next start every bundled model must
 * serve. The runtime is a process of its own next to a platform of which the stores alone run. For one thread.
 */
public final class FirstStarts {
    private static final String RUNTIME = "model-runtime";
    /** Of a busy machine; a start of a quiet one takes seconds. */
    private static final Duration START = Duration.ofMinutes(15);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final DataDirectory data;
    private final Database database;
    private final int port;
    private final Component runtime;
    private final FaultPointFile trap;
    private final Set<String> bundled;
    private final Consumer<String> say;
    private final HttpClient http = HttpClient.newHttpClient();
    private int ended;

    /** @param platform stores that run; its runtime does not */
    public FirstStarts(Platform platform, PlatformStatus status, Consumer<String> say) throws IOException {
        Installation installation = Installation.current();
        this.data = platform.data();
        this.database = new Database(status, data);
        this.port = status.ports().runtime();
        this.runtime = new Services(installation, data, status.ports(), Secrets.of(data), Jvm.current()).runtime();
        this.trap = FaultPointFile.of(data, RUNTIME);
        this.bundled = bundled(installation);
        this.say = say;
    }

    /**
     * Ends first starts.
     *
     * @param rounds each ends one first start at every place twice: for the first bundled pack and for one drawn later
     * @param most starts to end in all
     * @return one sentence for each start after which a bundled model did not serve; empty when all served
     */
    public List<String> run(long seed, int rounds, int most) throws Exception {
        runtime.prepare();
        Random random = new Random(seed);
        List<String> violations = new ArrayList<>();
        ended = 0;
        for (int round = 0; round < rounds; round++) {
            List<String> places = places(random);
            for (String place : places.subList(0, Math.min(places.size(), most - ended))) {
                forget();
                end(place, violations);
                restart(place, violations);
                ended++;
            }
        }
        say.accept(ended + " first starts ended, " + violations.size() + " without every model afterwards");
        return violations;
    }

    /** How many first starts the latest run ended. */
    public int ended() {
        return ended;
    }

    private List<String> places(Random random) {
        List<String> places = new ArrayList<>();
        for (String point : FaultPoints.FIRST_START) {
            places.add(point + " 1");
            places.add(point + " " + random.nextInt(2, bundled.size() + 1));
        }
        Collections.shuffle(places, random);
        return places;
    }

    /** Names of the models that have a bundled pack. */
    private static Set<String> bundled(Installation installation) throws IOException {
        Set<String> models = new TreeSet<>();
        for (Path packs : installation.packs()) {
            try (Stream<Path> files = Files.find(packs, 3, (file, _) -> file.endsWith("manifest.json"))) {
                for (Path manifest : files.toList())
                    models.add(JSON.readTree(manifest.toFile()).path("name").asText());
            }
        }
        return models;
    }

    /** Makes the next start a first one: the registry has no rows and no files. */
    private void forget() throws IOException, SQLException {
        Cache.deleteTree(data.of(RUNTIME).resolve("models"));
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            // Frozen data sets refuse to be truncated by their trigger; here they go with their models.
            statement.execute("set session_replication_role = replica");
            statement.execute("do $$ begin if to_regclass('runtime.model') is not null then"
                    + " truncate runtime.model cascade; end if; end $$");
        }
    }

    private void end(String place, List<String> violations) throws Exception {
        int space = place.indexOf(' ');
        trap.arm(place.substring(0, space), Integer.parseInt(place.substring(space + 1)));
        Process process = launch();
        try {
            if (!process.waitFor(START.toMillis(), TimeUnit.MILLISECONDS)) {
                violations.add("The runtime did not pass " + place + " in its first start.");
            }
        } finally {
            trap.disarm();
            stop(process);
        }
    }

    private void restart(String place, List<String> violations) throws Exception {
        Process process = launch();
        try {
            JsonNode models = awaitModels(process);
            List<String> unserved = new ArrayList<>();
            if (models.isEmpty()) {
                unserved.add("the runtime ended or reported no models within " + START.toMinutes() + " min");
            }
            models.path("data").properties().forEach(each -> {
                if (each.getKey().startsWith("unserved"))
                    unserved.add(each.getKey() + ": " + each.getValue().asText());
            });
            Set<String> missing = new TreeSet<>(bundled);
            missing.removeAll(champions());
            if (models.path("data").path("loaded").asInt() < bundled.size()) unserved.add("fewer are loaded");
            if (unserved.isEmpty() && missing.isEmpty()) {
                say.accept("ended at " + place + ": all " + bundled.size() + " bundled models serve");
            } else {
                violations.add("After an end at " + place + " these do not serve: " + unserved + " " + missing);
                say.accept(violations.getLast());
            }
        } finally {
            stop(process);
        }
    }

    /** The check {@code models} of a runtime that has loaded all it can. */
    private JsonNode awaitModels(Process process) throws Exception {
        long end = System.nanoTime() + START.toNanos();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + Ports.management(port) + "/q/health/ready"))
                .timeout(Duration.ofSeconds(10))
                .build();
        while (System.nanoTime() < end && process.isAlive()) {
            try {
                String body =
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body();
                for (JsonNode check : JSON.readTree(body).path("checks")) {
                    if (check.path("name").asText().equals("models")
                            && check.path("status").asText().equals("UP")) {
                        return check;
                    }
                }
            } catch (IOException _) {
                // It does not listen yet.
            }
            Platform.pause();
        }
        return JSON.createObjectNode();
    }

    private Set<String> champions() throws SQLException {
        Set<String> models = new TreeSet<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("select distinct p.model_name from runtime.model_promotion p"
                        + " join runtime.model_version v on v.model_name = p.model_name and v.version = p.version"
                        + " where p.alias = 'champion' and v.state = 'ACTIVE'")) {
            while (rows.next()) models.add(rows.getString(1));
        }
        return models;
    }

    private Process launch() throws Exception {
        Component.Launch launch = runtime.launch();
        ProcessBuilder builder = new ProcessBuilder(launch.command())
                .directory(launch.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(data.log(RUNTIME).toFile()));
        builder.environment().putAll(launch.environment());
        builder.environment().putAll(FaultPointFile.environment(data, RUNTIME));
        builder.environment().put(Processes.MARK, data.root().toString());
        return builder.start();
    }

    private static void stop(Process process) throws InterruptedException {
        process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }
}
