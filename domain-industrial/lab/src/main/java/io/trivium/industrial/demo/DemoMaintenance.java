package io.trivium.industrial.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivium.industrial.client.PlantClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The demo plant's maintenance: it plans the proposed work orders, performs them and reports the true state of the
 * simulation. Work that a person plans is left to that person; a pump is overhauled no matter who starts its overhaul.
 * Used by one thread.
 */
final class DemoMaintenance {
    /** How long a proposal waits for a person to plan it. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration LEAD = Duration.ofMinutes(1);
    private static final Duration OTHER_WORK = Duration.ofMinutes(1);
    private static final String TECHNICIAN = "technician";
    private static final String SYSTEM = "system";

    /** An overhaul after which the pump would have run on for so long came early; cycles. */
    private static final long EARLY = 125;

    private final PlantClient service;
    private final Path overhauls;
    private final Map<String, DemoPump> pumps = new LinkedHashMap<>();
    private final Set<String> mine = new HashSet<>();
    private final Set<String> overhauled = new HashSet<>();

    /**
     * A finding of work that was not caused by a pump's life.
     *
     * @param failureMode of ISO 14224
     */
    private record Finding(String failureMode, String note) {}

    /** By the cause of the alarm rule. */
    private static final Map<String, Finding> FINDINGS = Map.of(
            "bearing", new Finding("VIB", "Bearing changed, shaft aligned."),
            "air", new Finding("OHE", "Cooler cleaned, oil topped up."),
            "jam", new Finding("PLU", "Guide rail set, belt tension checked."),
            "wire", new Finding("LOO", "Liner and drive rolls of the wire feeder changed."));

    private static final Finding OTHER = new Finding("OTH", "Inspected and corrected.");

    /** The next steps of the crew are read from the service; only the overhauled pumps are stored in a file. */
    DemoMaintenance(DemoPlant plant, PlantClient service, Path overhauls) throws IOException {
        this.service = service;
        this.overhauls = overhauls;
        plant.lines()
                .forEach(line -> line.machines().forEach(machine -> {
                    if (machine instanceof DemoPump pump) pumps.put(pump.name(), pump);
                }));
        if (Files.exists(overhauls)) {
            for (String line : Files.readAllLines(overhauls)) {
                String[] entry = line.split(" ", 2);
                DemoPump pump = entry.length == 2 ? pumps.get(entry[0]) : null;
                if (pump != null) pump.overhaul(Instant.parse(entry[1]));
            }
        }
    }

    /** People who may be given work. */
    void addTechnicians() throws IOException, InterruptedException {
        service.put("/v1/technicians/" + TECHNICIAN, Map.of("fullName", "Timo Echner"));
        service.put("/v1/technicians/planner", Map.of("fullName", "Paula Lanner"));
    }

    /** Enters the repairs of the time before the platform was used: each failure of a pump, as found. */
    void enterPast(Instant from, Instant until) throws IOException, InterruptedException {
        Map<String, String> assets = new HashMap<>();
        service.get("/v1/plant")
                .path("nodes")
                .forEach(node -> assets.put(
                        node.path("name").asText(), node.path("nodeId").asText()));
        for (DemoPump pump : pumps.values()) {
            for (DemoPump.End end : pump.ends(from, until.minus(DemoPump.FAILURE))) {
                JsonNode order = service.post(
                        "/v1/work-orders",
                        Map.of(
                                "assetId",
                                Objects.requireNonNull(assets.get(pump.name())),
                                "title",
                                pump.name() + ": repair after a failure",
                                "priority",
                                "high"));
                complete(
                        order,
                        Map.of(
                                "failureMode", end.mode().code(),
                                "outcome", "confirmed",
                                "downtimeMinutes", DemoPump.FAILURE.toMinutes(),
                                "cost", 420,
                                "note", "Failed in operation; part changed. Entered from the shift log.",
                                "startedAt", end.at().toString(),
                                "doneAt", end.at().plus(DemoPump.FAILURE).toString()));
            }
        }
    }

    /** Moves every order on that is due. */
    void work(Instant now) throws IOException, InterruptedException {
        for (JsonNode order : orders("in-progress")) begun(order, now);
        for (JsonNode order : orders("planned")) {
            Instant from = Instant.parse(order.path("plannedFrom").asText());
            if (isMine(order) && !from.isAfter(now) && !isOver(order, now)) {
                service.post(path(order) + "/start", version(order));
            }
        }
        for (JsonNode order : orders("proposed")) {
            Instant created = Instant.parse(order.path("createdAt").asText());
            boolean waits = order.path("createdBy").asText().equals(SYSTEM);
            if (waits && !created.plus(PATIENCE).isAfter(now) && !isOver(order, now)) plan(order, now);
        }
    }

    /** Cancels an order whose pump was renewed since it was made. */
    private boolean isOver(JsonNode order, Instant now) throws IOException, InterruptedException {
        DemoPump pump = pump(order);
        Instant created = Instant.parse(order.path("createdAt").asText());
        boolean over = pump != null && !pump.ends(created, now).isEmpty();
        if (over) {
            Map<String, Object> cancellation = new LinkedHashMap<>(version(order));
            cancellation.put("reason", "The pump was repaired meanwhile.");
            service.post(path(order) + "/cancel", cancellation);
        }
        return over;
    }

    private void plan(JsonNode order, Instant now) throws IOException, InterruptedException {
        Instant from = now.plus(LEAD).truncatedTo(ChronoUnit.SECONDS);
        Duration takes = pump(order) == null ? OTHER_WORK : DemoPump.OVERHAUL;
        Map<String, Object> plan = new LinkedHashMap<>(version(order));
        plan.put("plannedFrom", from.toString());
        plan.put("plannedTo", from.plus(takes).toString());
        plan.put("assignee", TECHNICIAN);
        service.post(path(order) + "/plan", plan);
        mine.add(order.path("workOrderId").asText());
    }

    private void begun(JsonNode order, Instant now) throws IOException, InterruptedException {
        Instant started = Instant.parse(order.path("startedAt").asText());
        DemoPump pump = pump(order);
        if (pump != null && overhauled.add(order.path("workOrderId").asText())) {
            pump.overhaul(started);
            Files.writeString(
                    overhauls,
                    pump.name() + " " + started + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
        if (!isMine(order)) return;
        if (pump == null) {
            if (!started.plus(OTHER_WORK).isAfter(now)) {
                Finding finding = FINDINGS.getOrDefault(cause(order), OTHER);
                complete(order, result("confirmed", finding.failureMode(), OTHER_WORK, 95, finding.note()));
            }
        } else if (!started.plus(DemoPump.OVERHAUL).isAfter(now)) {
            List<DemoPump.End> ends = pump.ends(started.minus(DemoPump.FAILURE), now);
            DemoPump.End end = ends.isEmpty() ? null : ends.getLast();
            String mode = end == null ? "OTH" : end.mode().code();
            boolean failed = end != null && end.early() == 0;
            boolean early = end != null && end.early() > EARLY;
            complete(
                    order,
                    result(
                            early ? "preventive" : "confirmed",
                            mode,
                            failed ? DemoPump.FAILURE : DemoPump.OVERHAUL,
                            310,
                            failed ? "It had failed before the work began; part changed." : "Worn part changed."));
        }
    }

    private static Map<String, Object> result(
            String outcome, String failureMode, Duration downtime, int cost, String note) {
        return Map.of(
                "outcome",
                outcome,
                "failureMode",
                failureMode,
                "downtimeMinutes",
                Math.ceilDiv(downtime.toSeconds(), 60),
                "cost",
                cost,
                "note",
                note);
    }

    private void complete(JsonNode order, Map<String, Object> result) throws IOException, InterruptedException {
        Map<String, Object> completion = new LinkedHashMap<>(version(order));
        completion.putAll(result);
        service.post(path(order) + "/complete", completion);
    }

    /** The cause that the rule of the order's alarm names; empty without one, or where the alarm is no longer kept. */
    private String cause(JsonNode order) throws IOException, InterruptedException {
        return order.path("alarmId").isTextual()
                ? service.find("/v1/alarms/" + order.path("alarmId").asText())
                        .map(found -> found.path("alarm").path("cause").asText())
                        .orElse("")
                : "";
    }

    /** The pump that the order is for, where the system proposed it; null for other work. */
    private @Nullable DemoPump pump(JsonNode order) {
        return order.path("createdBy").asText().equals(SYSTEM)
                ? pumps.get(order.path("assetName").asText())
                : null;
    }

    /** Planned by this crew, also before a restart. */
    private boolean isMine(JsonNode order) {
        if (mine.contains(order.path("workOrderId").asText())) return true;
        for (JsonNode event : order.path("history")) {
            if (event.path("event").asText().equals("planned")) {
                return event.path("actor").asText().startsWith("service-account-");
            }
        }
        return false;
    }

    private JsonNode orders(String state) throws IOException, InterruptedException {
        return service.get("/v1/work-orders?limit=100&state=" + state).path("items");
    }

    private static String path(JsonNode order) {
        return "/v1/work-orders/" + order.path("workOrderId").asText();
    }

    private static Map<String, Object> version(JsonNode order) {
        return Map.of("version", order.path("version").asInt());
    }
}
