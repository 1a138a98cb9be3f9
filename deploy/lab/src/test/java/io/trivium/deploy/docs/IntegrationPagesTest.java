package io.trivium.deploy.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.cli.Trivium;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The commands of the integration pages name commands, options and paths that exist; StandaloneIT runs them. */
class IntegrationPagesTest {
    private static final Pattern COMMAND = Pattern.compile("\\./trivium ((?:[a-z]+ ?)+)([^|\\n)]*)");
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");
    private static final Pattern PATH = Pattern.compile("(?:FIN|PLANT|RUNTIME|\\)\\))(/v[12](?:/[a-z0-9-]+)*)");
    private static final int FEWEST_PAGES = 10;

    @Test
    void everyCommandAndOptionExists() throws IOException {
        List<String> unknown = new ArrayList<>();
        int found = 0;
        for (IntegrationPages.Block block : IntegrationPages.blocks()) {
            Matcher command = COMMAND.matcher(block.text());
            while (command.find()) {
                found++;
                CommandLine line = new CommandLine(new Trivium());
                for (String word : command.group(1).strip().split(" ", -1)) {
                    CommandLine next = line.getSubcommands().get(word);
                    if (next == null) break;
                    line = next;
                }
                if (line.getParent() == null) unknown.add(block.page() + ": " + command.group());
                Matcher option = OPTION.matcher(command.group(2));
                while (option.find()) {
                    if (line.getCommandSpec().findOption(option.group()) == null) {
                        unknown.add(block.page() + ": " + option.group());
                    }
                }
            }
        }
        assertEquals(List.of(), unknown);
        assertTrue(found > FEWEST_PAGES, found + " commands");
    }

    @Test
    void everyPathIsInAContract() throws IOException {
        String contracts = IntegrationPages.contracts();
        Set<String> missing = new HashSet<>();
        int found = 0;
        for (IntegrationPages.Block block : IntegrationPages.blocks()) {
            Matcher path = PATH.matcher(block.text());
            while (path.find()) {
                found++;
                String prefix = path.group(1).replaceFirst("^(/v2/models)/.*", "$1");
                if (!contracts.contains("\n  " + prefix)) missing.add(block.page() + ": " + path.group(1));
            }
        }
        assertEquals(Set.of(), missing);
        assertTrue(found > FEWEST_PAGES, found + " paths");
    }

    @Test
    void everyPageHasACommandThatRunsAndTheSettingsThatItNeeds() throws IOException {
        Set<String> pages = new HashSet<>();
        for (IntegrationPages.Block block : IntegrationPages.blocks()) {
            if (block.runs()) pages.add(block.page());
        }
        assertTrue(pages.size() > FEWEST_PAGES, pages.toString());
        assertEquals(Set.of("domain-med"), IntegrationPages.settings().keySet());
    }
}
