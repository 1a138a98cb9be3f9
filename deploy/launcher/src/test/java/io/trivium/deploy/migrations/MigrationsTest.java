package io.trivium.deploy.migrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.component.BuildTree;
import io.trivium.deploy.component.Topics;
import io.trivium.deploy.standalone.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationsTest {
    private static final Path ROOT = Installation.current().root();

    /** Exceptions from the rules: the number of statements of a migration, and the reason that they are right. */
    private static final Map<String, Allowed> EXCEPTIONS = Map.ofEntries(
            Map.entry(
                    "V202611252240__casework.sql",
                    new Allowed(1, "before the first release: no installation has decisions from before it")),
            Map.entry(
                    "V202611252310__labels_by_source.sql",
                    new Allowed(1, "before the first release: no installation has labels from before it")),
            Map.entry(
                    "V202611260005__decision_by_week.sql",
                    new Allowed(2, "before the first release: the table becomes partitioned, its rows are copied")),
            Map.entry(
                    "V202611270445__process_cycle.sql",
                    new Allowed(1, "alarm rules are some hundred at most; the check lets one kind more pass")),
            Map.entry(
                    "V202611271500__finding_by_uid.sql",
                    new Allowed(1, "before the first release: no installation has findings from before it")),
            Map.entry(
                    "V202611300600__decision_by_occurrence.sql",
                    new Allowed(
                            1,
                            "the table is partitioned by week, where an index cannot be made concurrently; decisions wait for"
                                    + " seconds at the first start of this release")),
            Map.entry(
                    "V202611300620__desk.sql",
                    new Allowed(
                            6,
                            "alerts and cases are a few of a hundred payments; before the first release no installation has decisions"
                                    + " that name customers, and the index is of those alone")),
            Map.entry(
                    "V202611302130__instance_problem.sql",
                    new Allowed(
                            1,
                            "the index has few rows, those of problems; the store waits for one reading of the table")),
            Map.entry(
                    "V202612011735__connection_claim.sql",
                    new Allowed(1, "connections are a hundred of an organisation at most; the index has few rows")),
            Map.entry(
                    "V202611302230__model_version_delete.sql",
                    new Allowed(1, "versions of models are some hundred at most; the check lets one state more pass")),
            Map.entry(
                    "V202612031425__learning_update_of_model.sql",
                    new Allowed(
                            1,
                            "updates are some of each task and night; the index has those of a schedule alone, and both versions"
                                    + " insert with on conflict do nothing, which names no index")),
            Map.entry(
                    "V202611271500__learning_variant.sql",
                    new Allowed(1, "versions of models are some hundred at most; the check lets more pass")));

    private record Allowed(int statements, String reason) {}

    private static Map<String, Path> migrations() throws IOException {
        Map<String, Path> migrations = new TreeMap<>();
        for (String module : BuildTree.products(ROOT)) {
            Path resources = ROOT.resolve(module).resolve("src/main/resources/db");
            if (!Files.isDirectory(resources)) continue;
            try (Stream<Path> files = Files.walk(resources)) {
                files.filter(file -> file.toString().endsWith(".sql"))
                        .forEach(file -> migrations.put(file.getFileName().toString(), file));
            }
        }
        return migrations;
    }

    @Test
    void noMigrationStopsOrBreaksTheVersionBefore() throws IOException {
        Map<String, List<String>> problems = new TreeMap<>();
        for (Map.Entry<String, Path> each : migrations().entrySet()) {
            List<String> found = new Migration(Files.readString(each.getValue())).problems();
            int allowed = Optional.ofNullable(EXCEPTIONS.get(each.getKey()))
                    .map(Allowed::statements)
                    .orElse(0);
            if (found.size() != allowed) problems.put(each.getKey(), found);
        }
        assertEquals(
                "",
                problems.entrySet().stream().map(Object::toString).collect(Collectors.joining("\n")),
                "make it in two releases, or name the migration with the reason in EXCEPTIONS");
    }

    @Test
    void thePageOnRetentionNamesEveryTableAndTopic() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/reference/retention.md"));
        Set<String> names = new TreeSet<>(Topics.ALL);
        for (Path migration : migrations().values()) names.addAll(new Migration(Files.readString(migration)).created());
        assertTrue(names.containsAll(List.of("decision", "study", "alarm_event", "learning_example")));
        assertEquals(
                List.of(),
                names.stream().filter(name -> !page.contains("`" + name + "`")).toList(),
                "say in docs/reference/retention.md how long it is kept, and by what");
    }

    /** A service migrates with platform-core's files and its own: Flyway does not start with a duplicate version. */
    @Test
    void noServiceHasAVersionOfTheCore() throws IOException {
        Map<Boolean, Set<String>> versions = migrations().values().stream()
                .collect(Collectors.partitioningBy(
                        file -> file.startsWith(ROOT.resolve("platform-core")),
                        Collectors.mapping(
                                file -> file.getFileName().toString().replaceFirst("__.*", ""),
                                Collectors.toCollection(TreeSet::new))));
        Set<String> twice = new TreeSet<>(versions.get(true));
        twice.retainAll(versions.get(false));
        assertEquals(Set.of(), twice);
    }

    @Test
    void sawTheMigrationsOfEveryModule() throws IOException {
        assertTrue(migrations().size() > 30);
    }

    @Test
    void everyExceptionIsOfAMigration() throws IOException {
        assertTrue(migrations().keySet().containsAll(EXCEPTIONS.keySet()));
        EXCEPTIONS.values().forEach(exception -> assertTrue(exception.reason().length() > 20));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop table study;",
                "alter table study drop column patient_id;",
                "alter table study rename column a to b;",
                "alter table study rename to exam;",
                "alter table study add column a int, add column b text not null;",
                "alter table study alter column a set not null;",
                "alter table study alter column a type bigint;",
                "alter table study add constraint positive check (a > 0);",
                "create index study_by_a on study (a);",
                "create unique index study_by_a\n on study (a);",
                "lock table study in exclusive mode;",
                "do $$ begin drop table study; end $$;"
            })
    void eachForbiddenStatementIsFound(String sql) {
        assertEquals(1, new Migration(sql).problems().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table exam (a int not null); create index exam_by_a on exam (a);",
                "alter table study add column a int;",
                "alter table study add column a int not null default 0;",
                "alter table study add constraint positive check (a > 0) not valid;",
                "create index concurrently study_by_a on study (a);",
                "-- drop table study;",
                "create function f() returns void language plpgsql as $$ begin drop table study; end $$;"
            })
    void whatIsHarmlessIsNot(String sql) {
        assertEquals(List.of(), new Migration(sql).problems());
    }
}
