package io.trivium.med.conformance;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * DICOM objects before {@code dciodvfy} (dicom3tools) and PixelMed's validators of structured reports and of information object
 * definitions. A checker that is not installed gives a row without objects. PixelMed's validators take minutes for hundreds of
 * objects.
 */
public final class DicomObjectCheck {
    private static final String DCIODVFY = "dciodvfy";
    private static final String XALAN = "org.apache.xalan.processor.TransformerFactoryImpl";
    /**
     * Rules of PixelMed's instance validator that are not those of the standard. It does not look at Specific Character Set, so every
     * name that is not ASCII is an error to it. It wants Laterality in every series, where PS3.3 C.7.3.1 wants it of paired parts alone
     * and {@code dciodvfy} refuses it in a series of both lungs.
     */
    private static final List<String> NOT_ERRORS =
            List.of("Illegal character(s)", "GeneralSeriesModule/Laterality/: : Missing conditional attribute");

    private static final long LONGEST_SECONDS = 60;

    private DicomObjectCheck() {}

    /**
     * Checks all {@code .dcm} files of a folder, of each kind by every checker that knows it. The kind is the beginning of the file's
     * name, up to the last hyphen.
     *
     * @return a row for each checker and kind, in the order of their names
     * @throws IOException where a file cannot be read
     * @throws InterruptedException where the thread was interrupted
     */
    public static List<CheckedObjects> check(Path directoryOfObjects) throws IOException, InterruptedException {
        Map<String, List<Path>> kinds = new TreeMap<>();
        try (Stream<Path> files = Files.list(directoryOfObjects)) {
            files.filter(file -> file.toString().endsWith(".dcm")).sorted().forEach(file -> {
                String name = file.getFileName().toString();
                String kind = name.replaceFirst("(-[a-z]+)?(-\\d+)?\\.dcm$", "");
                kinds.computeIfAbsent(kind, _ -> new ArrayList<>()).add(file);
            });
        }
        List<CheckedObjects> rows = new ArrayList<>();
        for (Map.Entry<String, List<Path>> kind : kinds.entrySet()) {
            String name = "DICOM " + kind.getKey().toUpperCase(Locale.ROOT);
            rows.add(dciodvfy(name, kind.getValue()));
            rows.add(pixelmed(name, kind.getValue(), false));
            if (kind.getKey().equals("sr")) rows.add(pixelmed(name, kind.getValue(), true));
        }
        return rows;
    }

    /** Whether {@code dciodvfy} is installed. */
    public static boolean hasDciodvfy() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, DCIODVFY)));
    }

    private static CheckedObjects dciodvfy(String name, List<Path> files) throws IOException, InterruptedException {
        Findings found = new Findings();
        if (!hasDciodvfy()) {
            return new CheckedObjects(
                    name, DCIODVFY, "", 0, 0, 0, List.of("dciodvfy is not installed (Debian: dicom3tools)"));
        }
        for (Path file : files) {
            Process process = new ProcessBuilder(DCIODVFY, file.toString())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
            output.lines().forEach(found::add);
        }
        return found.row(name, DCIODVFY, dciodvfyVersion(), files.size());
    }

    private static String dciodvfyVersion() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(DCIODVFY, "-version")
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
        return output.lines()
                .findFirst()
                .orElse("")
                .replaceFirst("^.*Version:", "")
                .strip();
    }

    private static CheckedObjects pixelmed(String name, List<Path> files, boolean report)
            throws IOException, InterruptedException {
        String checker = report ? "PixelMed DicomSRValidator" : "PixelMed DicomInstanceValidator";
        if (report && !hasXalan()) {
            return new CheckedObjects(
                    name, checker, "", 0, 0, 0, List.of("xalan.jar is not on the class path (Debian: libxalan2-java)"));
        }
        Findings found = new Findings();
        int read = PixelMedProcess.run(report, files, found::add);
        return found.row(name, checker, pixelmedVersion(), read);
    }

    /** The version is in the name of the jar alone. */
    private static String pixelmedVersion() {
        return Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator))
                .map(each -> Path.of(each).getFileName().toString())
                .filter(each -> each.matches(".*pixelmed-\\d+\\.jar"))
                .map(each -> each.replaceAll(".*pixelmed-|\\.jar", ""))
                .findFirst()
                .orElse("");
    }

    private static boolean hasXalan() {
        try {
            Class.forName(XALAN, false, DicomObjectCheck.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Counts lines that begin with a severity. */
    private static final class Findings {
        private final TreeSet<String> messages = new TreeSet<>();
        private int errors;
        private int warnings;

        void add(String line) {
            String text = line.strip();
            if (text.startsWith("Warning")) warnings++;
            if (!text.startsWith("Error") || NOT_ERRORS.stream().anyMatch(text::contains)) return;
            errors++;
            messages.add(text.replaceAll("\\d{3,}", "#"));
        }

        CheckedObjects row(String name, String checker, String version, int objects) {
            return new CheckedObjects(name, checker, version, objects, errors, warnings, List.copyOf(messages));
        }
    }
}
