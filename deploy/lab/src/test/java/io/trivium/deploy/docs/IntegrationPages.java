package io.trivium.deploy.docs;

import io.trivium.deploy.component.BuildTree;
import io.trivium.deploy.standalone.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The code blocks of {@code docs/integrate}: {@code sh run} is a command that runs unchanged, where the program of
 * {@code needs=} is installed; {@code properties file=MODULE} are settings of a service that the commands of the page need.
 */
public final class IntegrationPages {
    private static final Path PAGES = Installation.current().root().resolve("docs/integrate");
    private static final Pattern BLOCK = Pattern.compile("^```(.*)\\n((?:.*\\n)*?)```$", Pattern.MULTILINE);
    private static final Pattern NEEDS = Pattern.compile("needs=(\\S+)");
    private static final Pattern FILE = Pattern.compile("file=(\\S+)");

    private IntegrationPages() {}

    /** A block with what follows the backticks. */
    record Block(String page, String mark, String text) {
        boolean runs() {
            return mark.startsWith("sh run");
        }
    }

    static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        try (Stream<Path> pages = Files.list(PAGES)) {
            for (Path page : pages.sorted().toList()) {
                Matcher block = BLOCK.matcher(Files.readString(page));
                while (block.find()) {
                    blocks.add(new Block(page.getFileName().toString(), block.group(1), block.group(2)));
                }
            }
        }
        return blocks;
    }

    /** The settings that the pages' commands need, by service. */
    public static Map<String, String> settings() throws IOException {
        Map<String, String> settings = new TreeMap<>();
        for (Block block : blocks()) {
            Matcher file = FILE.matcher(block.mark());
            if (file.find()) settings.merge(file.group(1), block.text(), String::concat);
        }
        return settings;
    }

    /** One script for each page, of the commands whose programs are installed here. */
    public static Map<String, String> scripts() throws IOException {
        return blocks().stream()
                .filter(Block::runs)
                .filter(IntegrationPages::isInstalled)
                .collect(Collectors.groupingBy(
                        Block::page, TreeMap::new, Collectors.mapping(Block::text, Collectors.joining())));
    }

    private static boolean isInstalled(Block block) {
        Matcher needs = NEEDS.matcher(block.mark());
        return !needs.find()
                || Stream.of("/usr/bin", "/usr/local/bin")
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, needs.group(1))));
    }

    /** The text of all REST contracts. */
    static String contracts() throws IOException {
        StringBuilder contracts = new StringBuilder();
        Path root = Installation.current().root();
        for (String module : BuildTree.modules(root)) {
            Path contract = root.resolve(module).resolve("src/main/openapi/openapi.yaml");
            if (Files.exists(contract)) contracts.append(Files.readString(contract));
        }
        return contracts.toString();
    }
}
