package io.trivium.deploy.cli.option;

import io.trivium.deploy.component.ComponentState;
import io.trivium.deploy.component.ComponentStatus;
import io.trivium.deploy.component.DemoUser;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Processes;
import io.trivium.deploy.standalone.ServiceComponent;
import io.trivium.deploy.supervision.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** State of the platform as text for people and as a document for machines. */
public final class StatusReport {
    private final @Nullable PlatformStatus status;
    private final Platform platform;
    private final boolean running;

    public StatusReport(Platform platform) {
        this.platform = platform;
        this.running = platform.isRunning();
        this.status = running ? platform.status().orElse(null) : null;
    }

    public boolean ready() {
        return status != null && status.ready();
    }

    boolean running() {
        return running;
    }

    public Map<String, @Nullable Object> document() {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("state", ready() ? "ready" : running ? "starting" : "down");
        document.put("dataDirectory", platform.data().root().toString());
        PlatformStatus known = status;
        if (known == null) {
            document.put("components", List.of());
            return document;
        }
        document.put("portBase", known.portBase());
        document.put("profile", platform.profile().toString());
        document.put("supervisorPid", known.supervisorPid());
        document.put("startedAt", known.startedAt().toString());
        document.put("readyAfterMs", known.readyAfterMs());
        document.put("residentBytes", platform.residentBytes());
        document.put("consoles", consoles(known));
        document.put("demoUsers", passwords(platform));
        List<Map<String, @Nullable Object>> components = new ArrayList<>();
        for (ComponentStatus component : known.components()) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            row.put("name", component.name());
            row.put("state", state(component));
            row.put("pid", component.pid());
            row.put("port", component.port());
            row.put("since", component.since().toString());
            row.put("restarts", component.restarts());
            row.put("residentBytes", component.pid() == 0 ? 0L : Processes.residentBytesOfTree(component.pid()));
            row.put("detail", component.detail());
            ComponentStatus.Failure failure = component.lastFailure();
            if (failure != null) {
                Map<String, @Nullable Object> last = new LinkedHashMap<>();
                last.put("at", failure.at().toString());
                last.put("reason", failure.reason());
                last.put("explanation", component.explanation());
                last.put("logTail", failure.logTail());
                row.put("lastFailure", last);
            }
            List<String> unserved = unserved(component);
            if (!unserved.isEmpty()) row.put("unservedModels", unserved);
            components.add(row);
        }
        document.put("components", components);
        return document;
    }

    /** What a ready runtime says about models that should serve; a replica speaks for itself. */
    private static List<String> unserved(ComponentStatus component) {
        boolean runtime =
                component.state() == ComponentState.READY && component.name().startsWith("model-runtime");
        return runtime ? ServiceComponent.unservedModels(component.port()) : List.of();
    }

    public static Map<String, String> consoles(PlatformStatus status) {
        Map<String, String> consoles = new LinkedHashMap<>();
        if (status.component("model-runtime").isPresent()) {
            // The front page, which links the others.
            consoles.put("platform", "http://localhost:" + status.ports().runtime() + "/console/");
        }
        if (status.component("domain-fin").isPresent()) {
            consoles.put("payments", "http://localhost:" + status.ports().fin() + "/console/");
        }
        if (status.component("domain-med").isPresent()) {
            consoles.put("hospital", "http://localhost:" + status.ports().med() + "/console/");
        }
        if (status.component("domain-industrial").isPresent()) {
            consoles.put("factory", "http://localhost:" + status.ports().industrial() + "/console/");
        }
        return consoles;
    }

    public List<String> lines(Terminal terminal) {
        PlatformStatus known = status;
        if (known == null) {
            return List.of("Down. Data directory: " + platform.data().root() + ". Start with ./trivium up.");
        }
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%-17s %-11s %8s %6s %9s %8s %9s",
                "COMPONENT",
                "STATE",
                "PID",
                "PORT",
                "FOR",
                "RESTARTS",
                "MEMORY"));
        for (ComponentStatus component : known.components()) {
            String state = String.format(Locale.ROOT, "%-11s", state(component));
            lines.add(String.format(
                    Locale.ROOT,
                    "%-17s %s %8s %6s %9s %8d %9s",
                    component.name(),
                    component.state() == ComponentState.READY ? terminal.good(state) : terminal.bad(state),
                    component.pid() == 0 ? "-" : Long.toString(component.pid()),
                    component.port() == 0 ? "-" : Integer.toString(component.port()),
                    duration(Duration.between(component.since(), Instant.now())),
                    component.restarts(),
                    component.pid() == 0 ? "-" : Terminal.mebibytes(Processes.residentBytesOfTree(component.pid()))));
            if (component.state() != ComponentState.READY && component.detail() != null) {
                lines.add("    " + component.detail());
            }
            unserved(component)
                    .forEach(model -> lines.add("    " + terminal.bad("model that does not serve: ") + model));
            ComponentStatus.Failure failure = component.lastFailure();
            if (failure != null) lines.add("    last failure " + failure.at() + ": " + component.explanation());
        }
        lines.add((known.ready() ? terminal.good("Ready") : terminal.bad("Not ready")) + ", "
                + Terminal.mebibytes(platform.residentBytes()) + " resident in all. Data directory: "
                + platform.data().root());
        Map<String, String> consoles = consoles(known);
        consoles.forEach((name, address) ->
                lines.add(String.format(Locale.ROOT, "  %-8s console  %s", name, terminal.strong(address))));
        lines.addAll(users(platform.demoUsers(), consoles.keySet()));
        return lines;
    }

    /** Passwords of the demo's users by their names. */
    public static Map<String, String> passwords(Platform platform) {
        Map<String, String> passwords = new LinkedHashMap<>();
        platform.demoUsers().forEach(user -> passwords.put(user.name(), user.password()));
        return passwords;
    }

    /** Table of the demo's users whose consoles run. */
    public static List<String> users(List<DemoUser> users, Set<String> running) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("DEMO USER", "PASSWORD", "ORGANISATION", "CONSOLES"));
        for (DemoUser user : users) {
            List<String> consoles =
                    user.consoles().stream().filter(running::contains).toList();
            if (!consoles.isEmpty()) {
                rows.add(List.of(
                        user.name(), user.password(), String.join(", ", user.tenants()), String.join(", ", consoles)));
            }
        }
        return rows.size() == 1 ? List.of() : aligned(rows);
    }

    private static List<String> aligned(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                line.append("  ")
                        .append(row.get(column))
                        .repeat(' ', widths[column] - row.get(column).length());
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static String state(ComponentStatus component) {
        return component.state().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String duration(Duration duration) {
        if (duration.toHours() > 0) return duration.toHours() + "h" + duration.toMinutesPart() + "m";
        return duration.toMinutes() > 0
                ? duration.toMinutes() + "m" + duration.toSecondsPart() + "s"
                : Math.max(0, duration.toSeconds()) + "s";
    }
}
