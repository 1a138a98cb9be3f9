package io.trivium.runtime.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The uploads that are accepted and refused; {@link PackFilesFuzzer} searches for more. */
class PackArchiveTest {
    private static final byte[] CONTENT = "0123456789".repeat(100).getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    private static byte[] zip(String... names) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(CONTENT);
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    private String refused(byte[] zip) throws IOException {
        Path pack = Files.createDirectories(folder.resolve("pack"));
        InvalidPackException refusal = assertThrows(
                InvalidPackException.class, () -> PackArchive.unpack(new ByteArrayInputStream(zip), pack, 1 << 20, 10));
        return refusal.faults().getFirst();
    }

    @Test
    void takesFilesAndFolders() throws IOException {
        Path pack = Files.createDirectories(folder.resolve("pack"));
        PackArchive.unpack(new ByteArrayInputStream(zip("a", "b/c")), pack, 1 << 20, 10);
        assertEquals(CONTENT.length, Files.size(pack.resolve("b/c")));
    }

    @Test
    void refusesOneThatIsCutShort() throws IOException {
        byte[] whole = zip("model.onnx");
        assertTrue(refused(Arrays.copyOf(whole, 45)).contains("not a zip file"));
    }

    @Test
    void refusesAFileThatIsAFolderToo() throws IOException {
        assertTrue(refused(zip("a", "a/b")).contains("twice, or below a file"));
    }

    @Test
    void refusesNamesThatAreNone() throws IOException {
        assertTrue(refused(zip("a\0b")).contains("a path that is none"));
        assertTrue(refused(zip("n".repeat(300))).contains("more than 240 bytes"));
        assertTrue(refused(zip("../escaped")).contains("outside the pack"));
    }
}
