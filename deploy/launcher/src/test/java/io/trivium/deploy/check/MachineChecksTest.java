package io.trivium.deploy.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineChecksTest {
    @TempDir
    Path directory = Path.of(".");

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("file"), content);
    }

    @Test
    void refusesAnotherSystem() {
        assertTrue(MachineChecks.system("Linux", "aarch64").good());
        assertFalse(MachineChecks.system("Mac OS X", "aarch64").good());
        assertFalse(MachineChecks.system("Linux", "s390x").good());
    }

    @Test
    void refusesAnOlderJdk() {
        assertTrue(MachineChecks.jdk(Runtime.Version.parse("25.0.1"), "/jdk").good());
        Finding old = MachineChecks.jdk(Runtime.Version.parse("21.0.2"), "/jdk");
        assertFalse(old.good());
        assertTrue(old.remedy().contains("openjdk-25"));
    }

    @Test
    void saysWhenMemoryIsShort() throws IOException {
        Path short2Gib = file("MemTotal: 8388608 kB\nMemAvailable:   2097152 kB\n");
        assertFalse(MachineChecks.memory(short2Gib, false).good());
        assertTrue(MachineChecks.memory(short2Gib, true).good(), "the platform has its memory already");
        assertFalse(MachineChecks.memory(file("MemTotal: 1 kB\n"), false).good());
    }

    @Test
    void saysWhenTooFewFilesMayBeOpen() throws IOException {
        String line = "Max open files            1024                 %s                files\n";
        assertFalse(MachineChecks.fileHandles(file(line.formatted("1024"))).good());
        assertTrue(MachineChecks.fileHandles(file(line.formatted("524288"))).good());
        assertTrue(MachineChecks.fileHandles(file(line.formatted("unlimited"))).good());
    }

    @Test
    void saysWhenTheDiskIsFull() {
        assertTrue(MachineChecks.disk(directory.resolve("not/made/yet"), 1).good());
        Finding full = MachineChecks.disk(directory, Long.MAX_VALUE);
        assertFalse(full.good());
        assertTrue(full.found().contains(directory.toString()));
    }

    @Test
    void measuresHowLongTheDiskTakes() throws IOException {
        Finding measured = MachineChecks.sync(directory);
        assertTrue(measured.found().contains("median of 15"), measured.found());
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(0, left.count(), "nothing is left behind");
        }
        assertFalse(MachineChecks.syncTook(Duration.ofMillis(51)).good());
        assertFalse(MachineChecks.sync(Path.of("/proc/sys/kernel")).good());
    }

    @Test
    void saysWhenTheClockIsBehindTheSources() throws IOException {
        Instant now = Instant.parse("2026-11-27T12:00:00Z");
        Path source = file("");
        Files.setLastModifiedTime(source, FileTime.from(now.plus(Duration.ofMinutes(6))));
        assertFalse(MachineChecks.clock(now, source).good());
        assertTrue(MachineChecks.clock(now.plusSeconds(90), source).good());
    }

    @Test
    void namesThePackageOfAMissingTool() throws IOException {
        assertEquals(
                "apt-get install nodejs",
                MachineChecks.tool("node", directory.toString()).remedy());
        Path tool = Files.writeString(directory.resolve("node"), "");
        assertTrue(tool.toFile().setExecutable(true));
        assertTrue(MachineChecks.tool("node", "/none:" + directory).good());
    }

    @Test
    void refusesAFileInPlaceOfTheCache() throws IOException {
        assertFalse(MachineChecks.cache(file("")).good());
        assertTrue(MachineChecks.cache(directory).good());
    }

    @Test
    void lookedAtEverythingOnThisMachine() throws InterruptedException {
        List<Finding> user = List.of(MachineChecks.user("somebody"), MachineChecks.user("root"));
        assertTrue(user.getFirst().good());
        assertTrue(user.getLast().found().startsWith("root, "));
    }
}
