package io.trivium.industrial.bench;

import io.trivium.core.inference.ClientCredentialsTokens;
import io.trivium.industrial.client.PlantClient;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Simulates machines that continue to send whatever happens to broker and service, each reading until the broker has
 * it. Prints the acknowledged readings ({@link FaultLedger}), and ends with its input, once nothing is without an
 * acknowledgement. Secrets are read from the environment: {@code TRIVIUM_INGEST_CLIENT_SECRET} and
 * {@code TRIVIUM_MQTT_PASSWORD}.
 */
@Command(
        name = "plant-fault-load",
        mixinStandardHelpOptions = true,
        description = "Sends readings until its input ends, each until it is acknowledged.")
@SuppressWarnings("NullAway.Init") // picocli sets the required options
public final class PlantFaultLoadTool implements Callable<Integer> {
    private static final int MANY = 200;

    @Option(names = "--service", required = true, description = "Address of domain-industrial.")
    private URI service;

    @Option(names = "--broker", required = true, description = "Address of the broker, mqtt://host:port.")
    private URI broker;

    @Option(names = "--broker-user", defaultValue = "plant", description = "User at the broker (${DEFAULT-VALUE}).")
    private String user;

    @Option(names = "--issuer", required = true, description = "Address of the realm that gives tokens.")
    private String issuer;

    @Option(names = "--client", defaultValue = "trivium-ingest-plant", description = "Client (${DEFAULT-VALUE}).")
    private String client;

    @Option(names = "--run", required = true, description = "Name of the run; letters and digits.")
    private String run;

    @Option(names = "--seed", required = true, description = "Seed of what is sent.")
    private long seed;

    @Option(names = "--backlogs", defaultValue = "2", description = "Machines with an hour to send (${DEFAULT-VALUE}).")
    private int backlogs;

    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new PlantFaultLoadTool()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        FaultPlant plant = new FaultPlant(run, backlogs);
        bring(plant);
        String password = Readings.environment("TRIVIUM_MQTT_PASSWORD");
        FaultLedger ledger = new FaultLedger(System.out);
        FaultMachines machines = new FaultMachines(plant, ledger, end);
        FaultEdge edge = new FaultEdge(plant, ledger, broker, user, password, end);
        try (SureSender gateway = new SureSender(broker, user, password, run + "-gateway", ledger, MANY);
                SureSender back = new SureSender(broker, user, password, run + "-backlog", ledger, MANY);
                SureSender alarmed = new SureSender(broker, user, password, run + "-alarmed", ledger, MANY)) {
            List<Thread> threads = new ArrayList<>();
            threads.add(start("live", () -> machines.live(gateway, new Random(seed))));
            threads.add(start("backlog", () -> machines.backlogs(back, new Random(seed + 1))));
            threads.add(start("edge", edge::run));
            for (int i = 0; i < FaultPlant.ALARMED; i++) {
                int machine = i;
                Random random = new Random(seed + 2 + machine);
                threads.add(start("alarmed-" + i, () -> machines.alarmed(machine, alarmed, random)));
            }
            Thread _ = Thread.ofPlatform().daemon().start(this::awaitEndOfInput);
            for (Thread thread : threads) thread.join();
            alarmed.drain();
        }
        Throwable failed = failure.get();
        if (failed != null) {
            System.err.println("error: " + failed);
            return 1;
        }
        return 0;
    }

    private void bring(FaultPlant plant) throws IOException, InterruptedException {
        URI endpoint = URI.create(issuer + "/protocol/openid-connect/token");
        String secret = Readings.environment("TRIVIUM_INGEST_CLIENT_SECRET");
        try (ClientCredentialsTokens tokens =
                new ClientCredentialsTokens(endpoint, client, secret, InstantSource.system())) {
            PlantClient plantService = new PlantClient(service, tokens);
            plantService.bring(plant.document());
            for (Map.Entry<UUID, Map<String, Object>> rule : FaultPlant.rules().entrySet()) {
                plantService.add(rule.getKey(), rule.getValue());
            }
        }
    }

    /** Work of one thread. */
    @FunctionalInterface
    private interface Work {
        void run() throws InterruptedException;
    }

    /** A machine that ends before its time ends all: half a load proves half of it. */
    private Thread start(String name, Work work) {
        return Thread.ofPlatform().name(name).start(() -> {
            try {
                work.run();
            } catch (InterruptedException | RuntimeException e) {
                failure.compareAndSet(null, e);
                end.countDown();
            }
        });
    }

    private void awaitEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // Only its end means something.
            }
        } catch (IOException e) {
            failure.compareAndSet(null, e);
        }
        end.countDown();
    }
}
