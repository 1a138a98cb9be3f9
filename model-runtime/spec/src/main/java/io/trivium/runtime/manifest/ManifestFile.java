package io.trivium.runtime.manifest;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A manifest in a file, as it is exported: JSON lines, the first with header and hash. */
public final class ManifestFile {
    private ManifestFile() {}

    /**
     * The first line.
     *
     * @param header canonical text
     */
    record First(String header, String hash) {}

    public static byte[] firstLine(String canonical, String hash) {
        return (CanonicalForm.write(new First(canonical, hash)) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The result of checking a file.
     *
     * @param erased lines without content
     */
    public record Result(ManifestHeader header, String hash, int lines, int erased, List<String> faults) {}

    /**
     * Computes the manifest in a file again; inputs, where the file has them, are not checked.
     *
     * @throws IllegalArgumentException when the file is no exported manifest
     */
    public static Result check(Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            String text = reader.readLine();
            if (text == null) throw new IllegalArgumentException(file + " is empty");
            First first = CanonicalForm.read(text, First.class);
            ManifestCheck check = new ManifestCheck(first.header(), first.hash());
            for (text = reader.readLine(); text != null; text = reader.readLine()) {
                check.add(CanonicalForm.read(text, ManifestLine.class));
            }
            return new Result(check.header(), first.hash(), check.lines(), check.erased(), check.faults());
        }
    }
}
