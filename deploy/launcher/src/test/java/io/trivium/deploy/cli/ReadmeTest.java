package io.trivium.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.DemoUser;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Users, commands, files and pictures named in the README exist. */
class ReadmeTest {
    private static final Path ROOT = Path.of(System.getProperty("trivium.root"));

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    private static List<String> all(String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(readme())
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @Test
    void everyUserOfTheDemoIsInItsTable() throws IOException {
        List<String> rows = readme().lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(0, line.indexOf('|', 1)))
                .toList();
        for (DemoUser user : new Platform(DataDirectory.at(ROOT.resolve(".data"))).demoUsers()) {
            assertTrue(
                    rows.stream().anyMatch(row -> row.contains("`" + user.name() + "`")),
                    user.name() + " is not in the table of users");
            assertEquals(user.name() + "-demo", user.password(), "the README says how passwords are made");
        }
    }

    @Test
    void everyCommandItNamesExists() throws IOException {
        var commands = Trivium.commandLine(new Trivium()).getSubcommands().keySet();
        for (String command : all("\\./trivium ([a-z]+)")) {
            assertTrue(commands.contains(command), "./trivium " + command);
        }
    }

    @Test
    void everyFileItLinksExists() throws IOException {
        for (String link : all("\\]\\(([^)#]+)[^)]*\\)")) {
            if (link.startsWith("http")) continue;
            assertTrue(Files.exists(ROOT.resolve(link)), link);
        }
    }
}
