package io.trivium.runtime.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.export.ExpertPacks;
import io.trivium.runtime.testing.TestPacks;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedFilesTest {
    private static final String EXPERT = "pieces/layer-1/expert-special-03.onnx";

    @TempDir
    private Path folder;

    private Path store() {
        return folder.resolve("store");
    }

    /** As the registry does it: written next to the store, verified, shared, moved. */
    private static ModelPack place(Path store, String version) throws IOException {
        ModelPack staged = ExpertPacks.cards(store.resolve(".staging-" + version), "cards", version);
        SharedFiles.share(store, staged);
        Path target = store.resolve("cards").resolve(version);
        Files.createDirectories(target.getParent());
        Files.move(staged.directory(), target, StandardCopyOption.ATOMIC_MOVE);
        return ModelPack.open(target);
    }

    /** Bytes of the files that are never shared. */
    private static long own(ModelPack pack) throws IOException {
        return Files.size(pack.directory().resolve(ModelPack.MANIFEST))
                + Files.size(pack.directory().resolve(ModelPack.SPEC));
    }

    private static long bytes(ModelPack pack) throws IOException {
        return pack.manifest().bytes() + Files.size(pack.directory().resolve(ModelPack.MANIFEST));
    }

    @Test
    void storesTheSameContentOnceAndFreesItWithTheLastPackThatHasIt() throws IOException {
        ModelPack one = place(store(), "1");
        long alone = bytes(one);
        assertEquals(new SharedFiles.Usage(alone, alone), SharedFiles.usage(store()));
        ModelPack two = place(store(), "2");
        ModelPack other = TestPacks.weightedSum(store().resolve("sum").resolve("1"), "sum", "1", 3, "");
        long more = own(two) + size(other.directory());
        assertEquals(
                new SharedFiles.Usage(alone + more, alone + bytes(two) + size(other.directory())),
                SharedFiles.usage(store()));
        assertTrue(Files.isSameFile(
                one.directory().resolve(EXPERT), two.directory().resolve(EXPERT)));
        PackWriter.deleteTree(one.directory());
        assertArrayEquals(ModelPack.open(two.directory()).read(EXPERT), two.read(EXPERT));
        assertEquals(
                bytes(two) + size(other.directory()), SharedFiles.usage(store()).bytes());
        PackWriter.deleteTree(two.directory());
        assertEquals(size(other.directory()), SharedFiles.usage(store()).bytes());
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Test
    void keepsItsOwnCopyWhereTheOtherOneIsDamaged() throws IOException {
        ModelPack one = place(store(), "1");
        Path damaged = one.directory().resolve(EXPERT);
        byte[] content = Files.readAllBytes(damaged);
        content[content.length / 2] ^= 1;
        Files.write(damaged, content);
        ModelPack two = place(store(), "2");
        assertFalse(Files.isSameFile(damaged, two.directory().resolve(EXPERT)));
        assertTrue(Files.isSameFile(
                one.directory().resolve("pieces/head.onnx"), two.directory().resolve("pieces/head.onnx")));
        ModelPack three = place(store(), "3");
        assertTrue(Files.isSameFile(
                two.directory().resolve(EXPERT), three.directory().resolve(EXPERT)));
    }

    @Test
    void passesOverAPackWithoutAReadableManifest() throws IOException {
        ModelPack one = place(store(), "1");
        Files.write(one.directory().resolve(ModelPack.MANIFEST), new byte[] {1});
        Files.createDirectories(store().resolve("empty").resolve("1"));
        ModelPack two = place(store(), "2");
        assertFalse(Files.isSameFile(
                one.directory().resolve(EXPERT), two.directory().resolve(EXPERT)));
    }

    /** Places packs until it is killed. */
    static final class Placing {
        private Placing() {}

        public static void main(String[] store) throws IOException {
            for (int version = 1; version < 1_000; version++) {
                var _ = place(Path.of(store[0]), Integer.toString(version));
                System.out.println(version);
            }
        }
    }

    @Test
    void leavesWholePacksWhenItIsKilledWhileItPlacesThem() throws IOException, InterruptedException {
        for (int kill = 1; kill <= 4; kill++) {
            Path store = folder.resolve("killed-" + kill);
            Process placing = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Placing.class.getName(),
                            store.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader lines = placing.inputReader(StandardCharsets.UTF_8)) {
                for (int placed = 0; placed < kill; placed++) assertEquals("" + (placed + 1), lines.readLine());
            } finally {
                placing.destroyForcibly().waitFor();
            }
            List<ModelPack> packs = new ArrayList<>();
            try (Stream<Path> versions = Files.list(store.resolve("cards"))) {
                versions.forEach(version -> packs.add(ModelPack.open(version)));
            }
            assertTrue(packs.size() >= kill, packs.size() + " packs");
            SharedFiles.Usage usage = SharedFiles.usage(store);
            ModelPack first = packs.getFirst();
            long expected = bytes(first);
            for (ModelPack pack : packs) if (!pack.equals(first)) expected += own(pack);
            assertEquals(expected, usage.bytes(), "each content once");
        }
    }
}
