package io.trivium.deploy.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * Security M7: every operation of the three domains that lists something writes an entry of the audit log with its parameters and the
 * number of results, or is named here with the reason why not.
 */
class SearchAuditTest {
    private static final Path ROOT = Path.of(System.getProperty("trivium.root"));
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Searches with a body; other POST operations are acts. */
    private static final Set<String> SEARCHES = Set.of("DeskResource_search", "WorklistResource_list");

    /** Classes one of whose methods an operation calls when it records. */
    private static final Set<String> RECORDERS = Set.of(
            "io.trivium.core.audit.SearchAudit",
            "io.trivium.med.privacy.PatientSearches",
            "io.trivium.med.reading.StudyAccess");

    private static final Map<String, String> EXCEPTIONS = exceptions();

    private static Map<String, String> exceptions() {
        Map<String, String> reasons = new TreeMap<>();
        String none = "names no person";
        for (String operation : List.of(
                "ProblemResource_list",
                "ValueResource_get",
                "BacktestResource_list",
                "CaseResource_queues",
                "ListResource_all",
                "MonitoringResource_get",
                "ReasonCodeResource_list",
                "RuleResource_list",
                "RuleResource_vocabulary",
                "ConnectionResource_connection",
                "DestinationResource_list",
                "InstanceResource_problems",
                "AlarmRuleResource_all",
                "AlarmResource_figures",
                "AssetTypeResource_all",
                "MonitorResource_anomaly",
                "CycleResource_list",
                "ReadingResource_latest",
                "TagResource_all",
                "ReadingResource_trends",
                "QualityResource_issues",
                "QualityResource_silences",
                "MaintenanceResource_failureModes",
                "MaintenanceResource_figures",
                "OverviewResource_overview",
                "OverviewResource_live",
                "PlantResource_all",
                "PlantResource_export",
                "WeldingResource_processes",
                "WeldingResource_list",
                "domain-industrial LabelQueueResource_list")) {
            reasons.put(operation, none);
        }
        reasons.put("AuditResource_list", "the auditor's own log of others");
        reasons.put("AuditResource_export", "the auditor's own log of others");
        reasons.put("AuditResource_verification", "findings without content");
        reasons.put("ShippingResource_verification", "findings without content");
        reasons.put("AuthorizationResource_decision", "the answer to the sender of the payment");
        reasons.put("CaseListResource_export", "recorded as case.list-exported");
        reasons.put("DecisionResource_export", "recorded as decision.list-exported");
        reasons.put("CaseReportResource_report", "recorded as case.export");
        reasons.put(
                "ManagedConnectionResource_list", "links to other systems; no person is named but who proposed them");
        reasons.put("ManagedConnectionResource_kinds", "kinds of links");
        reasons.put("DeadLetterResource_list", "topic, reason and time; no content");
        reasons.put("DestinationResource_queue", "studies by UID, kind and state of the delivery; no patient is named");
        reasons.put("SavedViewResource_list", "the user's own filters");
        reasons.put("WorklistResource_stream", "says that the list changed; the list itself is recorded");
        reasons.put("AlarmResource_list", "machines, with the user who acknowledged");
        reasons.put("AlarmResource_journal", "machines, with the user who acknowledged");
        return reasons;
    }

    @Test
    void everyListOfPersonsIsInTheAuditLog() throws IOException {
        List<String> unrecorded = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        int recorded = 0;
        for (String module : List.of("domain-med", "domain-fin", "domain-industrial")) {
            JavaClasses classes = new ClassFileImporter()
                    .importPaths(
                            ROOT.resolve(module + "/service/target/classes"),
                            ROOT.resolve("platform-core/target/classes"));
            for (String operation : lists(module)) {
                if (records(classes, operation)) recorded++;
                else if (EXCEPTIONS.containsKey(operation)) seen.add(operation);
                else if (EXCEPTIONS.containsKey(module + " " + operation)) seen.add(module + " " + operation);
                else unrecorded.add(module + " " + operation);
            }
        }
        assertEquals(List.of(), unrecorded, "lists that write no entry of the audit log (@AuditedSearch)");
        assertEquals(EXCEPTIONS.keySet(), new TreeSet<>(seen), "exceptions that are none any more");
        assertTrue(recorded >= 20, "only " + recorded + " lists are recorded");
    }

    /** Operations whose answer has a list of objects, or is no JSON. */
    private static List<String> lists(String module) throws IOException {
        Path file = ROOT.resolve(module).resolve("service/src/main/openapi/openapi.yaml");
        JsonNode document = JSON.valueToTree(new Yaml().load(Files.readString(file)));
        List<String> lists = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            if (path.getKey().endsWith("}")) continue;
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                String id = operation.getValue().path("operationId").asText();
                if (!operation.getKey().equals("get") && !SEARCHES.contains(id)) continue;
                boolean isList =
                        operation.getValue().path("responses").path("200").path("content").properties().stream()
                                .filter(content -> !content.getKey().startsWith("image/"))
                                .anyMatch(content -> !content.getKey().equals("application/json")
                                        || isList(document, content.getValue().path("schema")));
                if (isList) lists.add(id);
            }
        }
        return lists;
    }

    private static boolean isList(JsonNode document, JsonNode schema) {
        JsonNode resolved = resolved(document, schema);
        if (isArray(resolved)) return true;
        for (JsonNode property : resolved.path("properties")) {
            JsonNode each = resolved(document, property);
            if (isArray(each) && resolved(document, each.path("items")).has("properties")) return true;
        }
        return false;
    }

    private static boolean isArray(JsonNode schema) {
        return schema.path("type").toString().contains("\"array\"");
    }

    private static JsonNode resolved(JsonNode document, JsonNode schema) {
        String reference = schema.path("$ref").asText();
        return reference.isEmpty() ? schema : resolved(document, document.at(reference.substring(1)));
    }

    private static boolean records(JavaClasses classes, String operation) {
        String[] parts = operation.split("_", -1);
        for (JavaClass type : classes) {
            if (!type.getSimpleName().equals(parts[0])) continue;
            for (JavaMethod method : type.getMethods()) {
                if (method.getName().equals(parts[1]) && records(method, new HashSet<>())) return true;
            }
        }
        return false;
    }

    /** Whether the method is annotated, or it or one of its class that it calls calls a recorder. */
    private static boolean records(JavaMethod method, Set<JavaMethod> visited) {
        if (!visited.add(method)) return false;
        if (method.isAnnotatedWith("io.trivium.core.audit.AuditedSearch")) return true;
        return method.getMethodCallsFromSelf().stream()
                .anyMatch(call -> RECORDERS.contains(call.getTargetOwner().getName())
                        || (call.getTargetOwner().equals(method.getOwner())
                                && call.getTarget().resolveMember().stream().anyMatch(next -> records(next, visited))));
    }
}
