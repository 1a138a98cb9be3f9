package io.trivium.deploy.fuzz.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/** Commands that send requests again, with the bodies and tokens that they need in files of a folder. */
final class Curl {
    private static final String PRINTABLE = "[\\x20-\\x7e&&[^'\\\\]]*";

    private final Path folder;

    Curl(Path folder) {
        this.folder = folder;
    }

    String of(Draft draft, int port, String name) {
        StringBuilder command = new StringBuilder("curl -sS -i -g --path-as-is -X ").append(draft.method());
        String authorization = draft.caller().authorization();
        if (!authorization.isEmpty()) {
            Path file = write(
                    draft.caller().label() + ".header",
                    ("Authorization: " + authorization).getBytes(StandardCharsets.ISO_8859_1));
            command.append(" -H @").append(quoted(file.toString()));
        }
        draft.headers()
                .forEach(header -> command.append(" -H ")
                        .append(quoted(header.name() + (header.value().isEmpty() ? ";" : ": " + header.value()))));
        if (draft.body().length > 0) {
            command.append(" --data-binary @")
                    .append(quoted(write(name + ".body", draft.body()).toString()));
        }
        return command.append(' ')
                .append(quoted("http://127.0.0.1:" + port + draft.target()))
                .toString();
    }

    private Path write(String name, byte[] content) {
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve(name);
            if (Files.notExists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String quoted(String text) {
        if (text.matches(PRINTABLE)) return "'" + text + "'";
        StringBuilder quoted = new StringBuilder("$'");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted.append(
                    c < 0x20 || c > 0x7e || c == '\'' || c == '\\'
                            ? String.format(Locale.ROOT, "\\x%02x", (int) c)
                            : String.valueOf(c));
        }
        return quoted.append('\'').toString();
    }
}
