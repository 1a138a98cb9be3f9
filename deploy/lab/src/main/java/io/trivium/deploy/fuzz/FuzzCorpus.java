package io.trivium.deploy.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Inputs of one target that stay in the repository. */
final class FuzzCorpus {
    private final Path folder;

    FuzzCorpus(Path folder) {
        this.folder = folder;
    }

    /**
     * Adds inputs that are not there yet, the smallest first.
     *
     * @param mostBytes of all files afterwards
     * @return how many were added
     */
    int add(List<Path> inputs, long mostBytes) throws IOException {
        Files.createDirectories(folder);
        List<byte[]> present = contents();
        long left = mostBytes - present.stream().mapToLong(each -> each.length).sum();
        int added = 0;
        for (Path input : inputs.stream()
                .sorted(Comparator.comparingLong(FuzzCorpus::size))
                .toList()) {
            byte[] bytes = Files.readAllBytes(input);
            if (bytes.length > left) break;
            if (present.stream().anyMatch(each -> Arrays.equals(each, bytes))) continue;
            Files.write(folder.resolve(String.valueOf(input.getFileName())), bytes);
            left -= bytes.length;
            added++;
        }
        return added;
    }

    private List<byte[]> contents() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(FuzzCorpus::read).toList();
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
