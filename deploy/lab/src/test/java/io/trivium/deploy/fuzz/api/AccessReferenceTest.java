package io.trivium.deploy.fuzz.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.trivium.deploy.standalone.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code docs/reference/access.md} lists for every operation the roles that may use it, as in the services' contracts.
 */
class AccessReferenceTest {
    private static final Path ROOT = Path.of(System.getProperty("trivium.root"));
    private static final String SHARED = "Every service";
    private static final String BELOW = "…";
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern OPERATION = Pattern.compile("(GET|POST|PUT|DELETE|PATCH) (/[^ …]*)(…?)");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** Operations that a row speaks of: one of that path, or with {@code below} all whose paths begin with it. */
    private record Row(String section, String method, String path, boolean below, Access access) {
        boolean fits(Operation operation) {
            String template = operation.path().replaceAll("\\{[^}]*}", "{}");
            return method.equals(operation.method())
                    && (template.equals(path) || (below && template.startsWith(path + "/")));
        }

        String label() {
            return section + " " + method + " " + path + (below ? BELOW : "");
        }
    }

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        String section = "";
        for (String line : Files.readAllLines(ROOT.resolve("docs/reference/access.md"))) {
            if (line.startsWith("## ")) section = line.substring(3);
            if (line.startsWith("| `") && !section.isEmpty()) rows.addAll(rows(section, line));
        }
        return rows;
    }

    private static List<Row> rows(String section, String line) {
        String[] cells = line.split("\\|", -1);
        Access access = switch (cells[2].strip()) {
            case "everybody" -> new Access(true, Set.of());
            case "signed in" -> new Access(false, Set.of());
            default -> new Access(false, Set.copyOf(codes(cells[2])));
        };
        return codes(cells[1]).stream()
                .map(code -> {
                    Matcher operation = OPERATION.matcher(code);
                    assertTrue(operation.matches(), code + " is no operation");
                    return new Row(
                            section,
                            operation.group(1),
                            operation.group(2),
                            !operation.group(3).isEmpty(),
                            access);
                })
                .toList();
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell).results().map(found -> found.group(1)).toList();
    }

    private static List<Operation> operations(String module) throws IOException {
        JsonNode document = YAML.readTree(new Installation(ROOT)
                .module(module)
                .resolve("src/main/openapi/openapi.yaml")
                .toFile());
        return Contract.of(module, document, YAML.createArrayNode()).operations();
    }

    private static Optional<Row> of(List<Row> rows, String section, Operation operation) {
        return rows.stream()
                .filter(row -> row.section().equals(section) || row.section().equals(SHARED))
                .filter(row -> row.fits(operation))
                .max(Comparator.comparingInt(row -> row.path().length()));
    }

    @ParameterizedTest
    @CsvSource({
        "domain-fin, Payments",
        "domain-med, Hospital",
        "domain-industrial, Factory",
        "model-runtime, Model runtime"
    })
    void saysOfEachOperationWhoMayUseIt(String module, String section) throws IOException {
        List<Row> rows = rows();
        Map<String, String> wrong = new TreeMap<>();
        Set<String> used = new HashSet<>();
        for (Operation operation : operations(module)) {
            Optional<Row> row = of(rows, section, operation);
            row.ifPresent(found -> used.add(found.label()));
            String page = row.map(found -> words(found.access())).orElse("nothing");
            if (!page.equals(words(operation.access()))) {
                wrong.put(operation.label(), "page: " + page + "; contract: " + words(operation.access()));
            }
        }
        assertEquals(Map.of(), wrong);
        rows.stream()
                .filter(row -> row.section().equals(section))
                .forEach(row -> assertTrue(used.contains(row.label()), row.label() + " speaks of no operation"));
    }

    @Test
    void namesEachRoleOfTheRealmOnce() throws IOException {
        List<String> roles = new ObjectMapper()
                        .readTree(ROOT.resolve("deploy/keycloak/trivium-realm.json")
                                .toFile())
                        .at("/roles/realm")
                        .findValuesAsText("name")
                        .stream()
                        .sorted()
                        .toList();
        String page = Files.readString(ROOT.resolve("docs/reference/access.md"));
        List<String> named = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|")
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .sorted()
                .toList();
        assertEquals(roles, named);
    }

    @Test
    void readsRowsAsThePageExplainsThem() {
        List<Row> rows = new ArrayList<>(rows("Payments", "| `GET /v1/rules…`, `POST /v1/rules` | `a`, `b` | |"));
        rows.addAll(rows("Payments", "| `GET /v1/rules/{}/hits` | signed in | |"));
        assertEquals("[a, b]", words(access(rows, "/v1/rules")));
        assertEquals("[a, b]", words(access(rows, "/v1/rules/{rule}")));
        assertEquals("signed in", words(access(rows, "/v1/rules/{rule}/hits")));
        assertTrue(of(rows, "Payments", get("/v1/rulesets")).isEmpty());
        assertTrue(of(rows, "Hospital", get("/v1/rules")).isEmpty());
        assertThrows(AssertionError.class, () -> rows("Payments", "| `v1/rules` | everybody | |"));
    }

    private static Access access(List<Row> rows, String path) {
        return of(rows, "Payments", get(path)).orElseThrow().access();
    }

    private static Operation get(String path) {
        return new Operation(
                "domain-fin",
                "GET",
                path,
                List.of(),
                Map.of(),
                new Statuses(Set.of()),
                Set.of(),
                new Access(true, Set.of()));
    }

    private static String words(Access access) {
        if (access.open()) return "everybody";
        String[] roles = access.roles().toArray(String[]::new);
        Arrays.sort(roles);
        return roles.length == 0 ? "signed in" : Arrays.toString(roles);
    }
}
