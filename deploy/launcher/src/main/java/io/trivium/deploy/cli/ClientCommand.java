package io.trivium.deploy.cli;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.option.AuditChains;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.client.FirstCall;
import io.trivium.deploy.client.MachineClients;
import io.trivium.deploy.client.MachineClients.MachineClient;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.standalone.KeycloakAdmin;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Ports;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Adds, lists and removes clients of other programs in the realm of the running platform. */
@Command(name = "client", description = "Add, list and remove clients with which other programs call the platform.")
final class ClientCommand implements Runnable {
    @ParentCommand
    Trivium trivium = new Trivium();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: add, list or remove");
    }

    @Command(
            name = "add",
            description = {
                "Add a client with the given roles in one organisation.",
                "Prints its secret and two commands that work: one gets a token, one makes a call. Keycloak alone"
                        + " keeps the",
                "secret; it is not printed again."
            })
    int add(
            @Parameters(paramLabel = "NAME", description = "Name of the client, such as acquirer-gateway.") String name,
            @Option(
                            names = "--role",
                            required = true,
                            split = ",",
                            paramLabel = "ROLE",
                            description = "A role, such as fin-ingest; several are possible.")
                    List<String> roles,
            @Option(
                            names = "--organisation",
                            required = true,
                            paramLabel = "ORG",
                            description = "The organisation that the client acts for, such as demo-bank.")
                    String organisation)
            throws IOException, InterruptedException {
        GlobalOptions options = trivium.options;
        TreeSet<String> known = AuditChains.TENANTS.values().stream()
                .flatMap(Collection::stream)
                .filter(tenant -> !tenant.equals("platform"))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!known.contains(organisation)) {
            throw new LauncherException(
                    ExitCode.USAGE,
                    "There is no organisation '" + organisation + "': " + String.join(", ", known) + ".");
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            Ports ports = status().ports();
            MachineClient client = new MachineClient(name, organisation, roles);
            String secret = clients(http, ports).add(client);
            List<String> commands = FirstCall.commands(client, secret, ports);
            if (options.json) {
                Map<String, Object> document = document(client);
                document.put("secret", secret);
                document.put("tokenEndpoint", FirstCall.tokenEndpoint(ports));
                document.put("commands", commands);
                options.print(document);
            } else {
                options.terminal.say("Added " + name + " with " + String.join(", ", roles) + " in " + organisation
                        + ". Its secret is in the first command and is not shown again:");
                commands.forEach(options.terminal.data()::println);
            }
        }
        return ExitCode.OK.code();
    }

    @Command(name = "list", description = "List the clients that were added.")
    int list() throws IOException, InterruptedException {
        GlobalOptions options = trivium.options;
        try (HttpClient http = HttpClient.newHttpClient()) {
            List<MachineClient> clients = clients(http, status().ports()).list();
            if (options.json) {
                options.print(Map.of(
                        "clients", clients.stream().map(ClientCommand::document).toList()));
            } else {
                for (MachineClient client : clients) {
                    options.terminal
                            .data()
                            .println(String.format(
                                    Locale.ROOT,
                                    "%-32s %-20s %s",
                                    client.name(),
                                    client.organisation(),
                                    String.join(", ", client.roles())));
                }
                options.terminal.say(clients.size() + " client(s).");
            }
        }
        return ExitCode.OK.code();
    }

    @Command(name = "remove", description = "Remove a client; its last token expires within five minutes.")
    int remove(@Parameters(paramLabel = "NAME") String name) throws IOException, InterruptedException {
        GlobalOptions options = trivium.options;
        try (HttpClient http = HttpClient.newHttpClient()) {
            clients(http, status().ports()).remove(name);
        }
        if (options.json) options.print(Map.of("removed", name));
        else options.terminal.say("Removed " + name + ".");
        return ExitCode.OK.code();
    }

    private PlatformStatus status() {
        Platform platform = trivium.options.platform();
        if (!platform.isRunning()) {
            throw LauncherException.notReady("The platform is not running; start it with ./trivium up.");
        }
        return platform.status()
                .filter(PlatformStatus::ready)
                .orElseThrow(() -> LauncherException.notReady("The platform is not ready; see ./trivium status."));
    }

    private MachineClients clients(HttpClient http, Ports ports) throws IOException, InterruptedException {
        Secrets secrets = Secrets.of(trivium.options.platform().data());
        return new MachineClients(KeycloakAdmin.login(http, ports, secrets.get("keycloak-admin")));
    }

    private static Map<String, Object> document(MachineClient client) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", client.name());
        document.put("organisation", client.organisation());
        document.put("roles", client.roles());
        return document;
    }
}
