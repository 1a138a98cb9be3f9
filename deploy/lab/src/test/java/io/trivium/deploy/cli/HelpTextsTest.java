package io.trivium.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.component.DomainTool;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * Compares the help texts that the script {@code ./trivium} prints without a JVM with those of the programs. Run with
 * {@code -Dtrivium.help.update=true} to write them again.
 */
class HelpTextsTest {
    private static final String UPDATE = "trivium.help.update";
    private static final Path FILE = Path.of(System.getProperty("trivium.root"), "deploy/launcher/src/main/help.txt");

    @Test
    void theScriptsHelpIsThePrograms() throws IOException, InterruptedException {
        CommandLine program = Trivium.commandLine(new Trivium());
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("--version", String.join("\n", program.getCommandSpec().version()) + "\n");
        add(program, "", texts);
        Tools tools = new Tools(Installation.current());
        for (DomainTool tool : DomainTool.values()) {
            texts.put("train " + tool, tools.help(tool, "train"));
            texts.put("evaluate " + tool, tools.help(tool, "evaluate"));
        }
        texts.put("evaluate drift fin", tools.help(DomainTool.fin, "drift"));
        texts.put("replay fin", tools.help(DomainTool.fin, "replay"));
        StringBuilder expected = new StringBuilder();
        texts.forEach((command, text) -> {
            assertTrue(
                    Arrays.stream(text.split("\n", -1)).noneMatch(line -> line.startsWith("===")),
                    "the help of " + command + " has a line that begins a text");
            expected.append("=== ").append(command).append('\n').append(text);
        });
        if (Boolean.getBoolean(UPDATE)) Files.writeString(FILE, expected);
        assertEquals(
                expected.toString(),
                Files.readString(FILE),
                FILE + " is not what the program says; write it with -D" + UPDATE + "=true");
    }

    private static void add(CommandLine command, String path, Map<String, String> texts) {
        texts.put(path, command.getUsageMessage(Ansi.OFF));
        command.getSubcommands().forEach((name, subcommand) -> {
            if (!subcommand.getCommandSpec().usageMessage().hidden()) {
                add(subcommand, path.isEmpty() ? name : path + " " + name, texts);
            }
        });
    }
}
