package io.trivium.deploy.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks of the script {@code ./trivium} itself: the files that it considers out of date, and its answers without a
 * build.
 */
class ScriptTest {
    private static final Path SCRIPT = Path.of(System.getProperty("trivium.root"), "trivium");
    private static final Instant BUILT = Instant.parse("2026-01-01T12:00:00Z");
    private static final List<String> MODULES = List.of(
            "platform-core/sql",
            "platform-core",
            "model-runtime/spec",
            "model-runtime/serving",
            "model-runtime/training",
            "model-runtime/learning",
            "model-runtime/lab",
            "domain-med/service",
            "domain-med/lab",
            "domain-fin/service",
            "domain-fin/lab",
            "domain-industrial/service",
            "domain-industrial/lab",
            "deploy/launcher",
            "deploy/lab");

    @TempDir
    Path tree = Path.of(".");

    @BeforeEach
    void buildEverything() throws IOException {
        Files.writeString(tree.resolve("pom.xml"), "<project/>");
        for (String module : MODULES) {
            Path sources = Files.createDirectories(tree.resolve(module).resolve("src/main/java"));
            Files.writeString(sources.resolve("A.java"), "class A {}");
            Files.writeString(tree.resolve(module).resolve("pom.xml"), "<project/>");
            Path target = Files.createDirectories(tree.resolve(module).resolve("target/quarkus-app"));
            Files.writeString(target.resolve("quarkus-run.jar"), "");
            Files.writeString(tree.resolve(module).resolve("target/.built-by-trivium"), "");
            if (module.endsWith("/lab")) {
                Path lab = Files.createDirectories(tree.resolve(module).resolve("target/lab"));
                Files.writeString(lab.resolve(module.replace('/', '-') + "-0.1.0-SNAPSHOT.jar"), "");
            }
        }
        Files.createDirectories(tree.resolve("deploy/launcher/target/standalone"));
        Files.writeString(tree.resolve("deploy/launcher/target/standalone/keycloak-archive.txt"), "x");
        Files.writeString(tree.resolve("deploy/launcher/target/deploy-launcher-0.1.0-SNAPSHOT.jar"), "x");
        for (String library : List.of(
                "platform-core-sql",
                "platform-core",
                "model-runtime-spec",
                "model-runtime-serving",
                "model-runtime-training")) {
            Files.createDirectories(tree.resolve("m2/io/trivium").resolve(library));
        }
        Files.createDirectories(tree.resolve("model-runtime/training/target/trainer"));
        try (var all = Files.walk(tree)) {
            for (Path path : all.toList()) Files.setLastModifiedTime(path, FileTime.from(BUILT));
        }
    }

    private record Result(int code, String data, String talk) {}

    private List<String> staleModules() throws Exception {
        Result result = functions("stale_modules");
        assertEquals(0, result.code(), result.talk());
        return result.data().lines().toList();
    }

    /** Runs commands with the functions of the script; the part that acts begins at its last heading. */
    private Result functions(String commands) throws Exception {
        return finish(startFunctions(commands));
    }

    private Process startFunctions(String commands) throws IOException {
        String functions = Files.readString(SCRIPT).split("# --- start ---", 2)[0];
        Path script = tree.resolve("functions.sh");
        Files.writeString(script, functions.replaceFirst("(?m)^ROOT=.*$", "ROOT=" + tree) + "\n" + commands + "\n");
        return start("bash", script.toString());
    }

    private Process start(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("MAVEN_REPO_LOCAL", tree.resolve("m2").toString());
        builder.environment().keySet().removeAll(List.of("TRIVIUM_DATA_DIR", "TRIVIUM_SKIP_BUILD"));
        return builder.start();
    }

    private static Result finish(Process process) throws Exception {
        String data = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String talk = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        return new Result(process.exitValue(), data, talk);
    }

    /** The script in a clone that has only the files that help needs, where any build would fail. */
    private Result inAFreshClone(String... arguments) throws Exception {
        Path clone = Files.createDirectories(tree.resolve("clone"));
        Path help = clone.resolve("deploy/launcher/src/main/help.txt");
        Files.createDirectories(help.getParent());
        Files.copy(SCRIPT, clone.resolve("trivium"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(
                SCRIPT.resolveSibling("deploy/launcher/src/main/help.txt"), help, StandardCopyOption.REPLACE_EXISTING);
        List<String> command =
                new ArrayList<>(List.of("bash", clone.resolve("trivium").toString()));
        command.addAll(List.of(arguments));
        Result result = finish(start(command.toArray(String[]::new)));
        assertFalse(Files.exists(clone.resolve("deploy/launcher/target")), "a build was begun");
        assertFalse(Files.exists(clone.resolve(".data")), "a data directory was made");
        return result;
    }

    private void touch(String path) throws IOException {
        Files.setLastModifiedTime(tree.resolve(path), FileTime.from(BUILT.plusSeconds(1)));
    }

    @Test
    void buildsNothingWhenNothingChanged() throws Exception {
        assertEquals(List.of(), staleModules());
    }

    @Test
    void buildsAModuleWhoseSourceChanged() throws Exception {
        touch("domain-fin/lab/src/main/java/A.java");
        assertEquals(List.of("domain-fin/lab"), staleModules());
        touch("domain-fin/service/src/main/java/A.java");
        assertEquals(List.of("domain-fin/service", "domain-fin/lab"), staleModules());
    }

    @Test
    void buildsAModuleThatLostASource() throws Exception {
        Files.delete(tree.resolve("model-runtime/learning/src/main/java/A.java"));
        assertEquals(List.of("model-runtime/learning", "model-runtime/lab"), staleModules());
    }

    @Test
    void buildsEverythingOnTopOfAChangedCore() throws Exception {
        touch("platform-core/src/main/java/A.java");
        assertEquals(MODULES.subList(1, MODULES.size() - 2), staleModules());
        touch("platform-core/sql/src/main/java/A.java");
        assertEquals(MODULES, staleModules());
    }

    @Test
    void buildsAllWhenTheParentChanged() throws Exception {
        touch("pom.xml");
        assertEquals(MODULES, staleModules());
    }

    @Test
    void buildsWhatWasCleanedAway() throws Exception {
        Files.delete(tree.resolve("domain-med/lab/target/lab/domain-med-lab-0.1.0-SNAPSHOT.jar"));
        assertEquals(List.of("domain-med/lab"), staleModules());
        Files.delete(tree.resolve("domain-fin/service/target/quarkus-app/quarkus-run.jar"));
        assertEquals(List.of("domain-med/lab", "domain-fin/service", "domain-fin/lab"), staleModules());
    }

    @Test
    void buildsFromCoreUpForAnEmptyMavenRepository() throws Exception {
        Files.delete(tree.resolve("m2/io/trivium/platform-core"));
        assertEquals(MODULES.subList(1, MODULES.size() - 2), staleModules());
    }

    @Test
    void buildsAModuleWhoseConsoleWasNotFinished() throws Exception {
        Path web = Files.createDirectories(tree.resolve("domain-fin/web/dist"));
        for (Path file : List.of(web.resolve("index.html"), web.resolveSibling("index.html"))) {
            Files.writeString(file, "<html/>");
            Files.setLastModifiedTime(file, FileTime.from(BUILT));
        }
        for (Path directory : List.of(web, web.getParent())) Files.setLastModifiedTime(directory, FileTime.from(BUILT));
        assertEquals(List.of(), staleModules());
        Files.writeString(tree.resolve("deploy/launcher/target/.building-console-domain-fin"), "");
        assertEquals(List.of("domain-fin/service", "domain-fin/lab"), staleModules());
    }

    @Test
    void answersHelpAndVersionInAFreshClone() throws Exception {
        for (String[] asked : new String[][] {{"--help"}, {"-h"}, {"help"}}) {
            Result result = inAFreshClone(asked);
            assertEquals(0, result.code(), result.talk());
            assertTrue(result.data().startsWith("Usage: ./trivium [-hV]"), result.data());
        }
        assertEquals(new Result(0, "Trivium 0.1.0\n", ""), inAFreshClone("--version"));
    }

    @Test
    void answersHelpOfACommandAndOfItsOwnCommands() throws Exception {
        assertTrue(inAFreshClone("help", "up").data().startsWith("Usage: ./trivium up "));
        assertTrue(inAFreshClone("up", "--help").data().startsWith("Usage: ./trivium up "));
        assertTrue(inAFreshClone("--data-dir", "x", "up", "-h").data().startsWith("Usage: ./trivium up "));
        assertTrue(inAFreshClone("bench", "runtime", "--help").data().startsWith("Usage: ./trivium bench runtime "));
        assertTrue(inAFreshClone("test", "--help").data().startsWith("Usage: ./trivium test "));
    }

    @Test
    void anUnknownCommandOrNoneIsWrongUsage() throws Exception {
        for (String[] asked : new String[][] {{"help", "nonsense"}, {"nonsense", "--help"}, {"nonsense"}, {}}) {
            Result result = inAFreshClone(asked);
            assertEquals(2, result.code(), result.talk());
            assertEquals("", result.data());
            assertTrue(result.talk().contains("./trivium"), result.talk());
        }
    }

    @Test
    void saysThatAFreshCloneWasNotBuiltYet() throws Exception {
        String sentence =
                "Trivium was not built here yet, so nothing of it runs. ./trivium demo builds and starts it.\n";
        assertEquals(new Result(3, "", sentence), inAFreshClone("status"));
        assertEquals(
                new Result(3, "{ \"state\" : \"down\", \"components\" : [ ] }\n", sentence),
                inAFreshClone("status", "--json"));
        assertEquals(new Result(3, "", sentence), inAFreshClone("logs", "domain-fin"));
        assertEquals(new Result(0, "", sentence), inAFreshClone("down"));
    }

    @Test
    void saysWhichStepOfWhichModuleMavenTakes() throws Exception {
        Result result = functions("""
                maven_steps <<'END'
                [INFO] --- install:3.1.4:install-file (pixelmed) @ trivium ---
                [INFO] --- quarkus:3.33.2:generate-code (default) @ domain-fin-service ---
                [INFO] --- compiler:3.14.1:compile (default-compile) @ domain-fin-service ---
                [INFO] Recompiling the module because of changed source code.
                [INFO] --- quarkus:3.33.2:build (default) @ domain-fin-service ---
                [INFO] --- install:3.1.4:install (default-install) @ domain-fin-service ---
                END""");
        assertEquals(
                List.of(
                        "domain-fin-service\tgenerating code",
                        "domain-fin-service\tcompiling",
                        "domain-fin-service\tpackaging",
                        "domain-fin-service\tdone"),
                result.data().lines().toList());
    }

    @Test
    void printsALineForEachStepWhereThereIsNoTerminal() throws Exception {
        Result result = functions("""
                begin_progress 2
                step domain-fin compiling
                step domain-fin done
                end_progress""");
        assertEquals(
                List.of("domain-fin compiling", "domain-fin done"),
                result.talk()
                        .lines()
                        .map(line -> line.replaceFirst("^ *\\d+ s +", "").replaceAll(" +", " "))
                        .toList());
    }

    @Test
    void namesTheLogOfAPartThatFailsAndEndsTheOthers() throws Exception {
        Result result = functions("""
                log="$ROOT/failed.log"
                broken() { echo "error: no such symbol"; return 1; }
                begin_progress 2
                start_part "Waiting" /dev/null sleep 600
                start_part "Building domain-fin" "$log" eval 'broken >>"$log"'
                await_parts""");
        assertEquals(1, result.code());
        assertTrue(result.talk().contains("error: no such symbol"), result.talk());
        assertTrue(
                result.talk().contains("error: Building domain-fin failed; the whole log is " + tree + "/failed.log."),
                result.talk());
    }

    @Test
    void aBuildWaitsForAnotherOneAndSaysSo() throws Exception {
        String commands = """
                lock_build
                echo locked
                read -r _ || true""";
        Process first = startFunctions(commands);
        assertEquals("locked", first.inputReader().readLine());
        Process second = startFunctions(commands);
        String said = String.valueOf(second.errorReader().readLine());
        assertTrue(said.startsWith("Another build of " + tree + " is running"), said);
        first.getOutputStream().close();
        assertEquals("locked", second.inputReader().readLine());
        second.getOutputStream().close();
        assertTrue(first.waitFor(20, TimeUnit.SECONDS) && second.waitFor(20, TimeUnit.SECONDS));
    }

    @Test
    void endsAllPartsWhenItIsInterrupted() throws Exception {
        Process script = startFunctions("""
                trap interrupted INT TERM
                begin_progress 1
                start_part "Waiting" /dev/null bash -c 'sleep 600 & echo $! >child; wait'
                until [ -s "$ROOT/child" ]; do read -r -t 0.05 <> <(:) || true; done
                echo started
                await_parts""");
        assertEquals('s', script.getInputStream().read());
        long child = Long.parseLong(Files.readString(tree.resolve("child")).strip());
        script.toHandle().destroy(); // the process's own method closes its output
        Result result = finish(script);
        assertEquals(130, result.code(), result.talk());
        assertTrue(result.talk().contains("Stopped."), result.talk());
        Optional<ProcessHandle> left = ProcessHandle.of(child);
        if (left.isPresent()) left.orElseThrow().onExit().get(20, TimeUnit.SECONDS);
    }
}
