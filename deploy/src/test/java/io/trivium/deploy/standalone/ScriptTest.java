package io.trivium.deploy.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the script {@code ./trivium} takes for out of date, asked of the script itself. */
class ScriptTest {
    private static final Path SCRIPT = Path.of(System.getProperty("trivium.root"), "trivium");
    private static final Instant BUILT = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    Path tree = Path.of(".");

    @BeforeEach
    void buildEverything() throws IOException {
        Files.writeString(tree.resolve("pom.xml"), "<project/>");
        for (String module :
                List.of("platform-core", "model-runtime", "domain-med", "domain-fin", "domain-industrial", "deploy")) {
            Path sources = Files.createDirectories(tree.resolve(module).resolve("src/main/java"));
            Files.writeString(sources.resolve("A.java"), "class A {}");
            Files.writeString(tree.resolve(module).resolve("pom.xml"), "<project/>");
            Path target = Files.createDirectories(tree.resolve(module).resolve("target/quarkus-app"));
            Files.writeString(target.resolve("quarkus-run.jar"), "");
            Files.writeString(tree.resolve(module).resolve("target/.built-by-trivium"), "");
        }
        Files.createDirectories(tree.resolve("deploy/target/standalone"));
        Files.writeString(tree.resolve("deploy/target/standalone/keycloak-archive.txt"), "x");
        Files.writeString(tree.resolve("deploy/target/deploy-0.1.0-SNAPSHOT.jar"), "x");
        Files.createDirectories(tree.resolve("m2/io/trivium/platform-core"));
        try (var all = Files.walk(tree)) {
            for (Path path : all.toList()) {
                Files.setLastModifiedTime(path, FileTime.from(BUILT));
            }
        }
    }

    private List<String> staleModules() throws Exception {
        // The functions alone: the part that acts begins at its last heading.
        String functions = Files.readString(SCRIPT).split("# --- start ---", 2)[0];
        Path script = tree.resolve("functions.sh");
        Files.writeString(script, functions.replaceFirst("(?m)^ROOT=.*$", "ROOT=" + tree) + "\nstale_modules\n");
        ProcessBuilder builder = new ProcessBuilder("bash", script.toString()).redirectErrorStream(true);
        builder.environment().put("MAVEN_REPO_LOCAL", tree.resolve("m2").toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(true, process.waitFor(10, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), output);
        return output.lines().toList();
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
        touch("domain-fin/src/main/java/A.java");
        assertEquals(List.of("domain-fin"), staleModules());
    }

    @Test
    void buildsAModuleThatLostASource() throws Exception {
        Files.delete(tree.resolve("domain-fin/src/main/java/A.java"));
        assertEquals(List.of("domain-fin"), staleModules());
    }

    @Test
    void buildsEverythingOnTopOfAChangedCore() throws Exception {
        touch("platform-core/pom.xml");
        assertEquals(
                List.of("platform-core", "model-runtime", "domain-med", "domain-fin", "domain-industrial"),
                staleModules());
    }

    @Test
    void buildsAllWhenTheParentChanged() throws Exception {
        touch("pom.xml");
        assertEquals(6, staleModules().size());
    }

    @Test
    void buildsWhatWasCleanedAway() throws Exception {
        Files.delete(tree.resolve("domain-fin/target/quarkus-app/quarkus-run.jar"));
        assertEquals(List.of("domain-fin"), staleModules());
    }

    @Test
    void buildsFromCoreUpForAnEmptyMavenRepository() throws Exception {
        Files.delete(tree.resolve("m2/io/trivium/platform-core"));
        assertEquals("platform-core", staleModules().getFirst());
        assertEquals(5, staleModules().size());
    }
}
