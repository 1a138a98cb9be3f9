package io.trivium.med.conformance;

import com.pixelmed.dicom.AttributeList;
import com.pixelmed.validate.DicomInstanceValidator;
import com.pixelmed.validate.DicomSRValidator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * PixelMed's validators in a JVM of their own: their stylesheets have megabytes, which need more heap and other limits of the XML
 * processor than the caller has.
 */
final class PixelMedProcess {
    private static final List<String> JVM = List.of(
            "-Xmx3g",
            "-XX:+UseSerialGC",
            "-Djdk.xml.xpathTotalOpLimit=0",
            "-Djdk.xml.xpathExprOpLimit=0",
            "-Djdk.xml.xpathExprGrpLimit=0");
    /** The JDK's processor compiles stylesheets to classes, and those of the SR validator have constants that no class file can hold. */
    private static final String INTERPRETER =
            "-Djavax.xml.transform.TransformerFactory=org.apache.xalan.processor.TransformerFactoryImpl";

    private static final String REPORTS = "reports";
    private static final String READ = "object-was-read";

    private PixelMedProcess() {}

    /**
     * Validates files.
     *
     * @param reports whether by the validator of structured reports, which checks templates, or by that of information objects
     * @param lines takes what the validator prints
     * @return how many files it read
     * @throws IOException where the process did not come to its end; the message has the last lines of it
     */
    static int run(boolean reports, List<Path> files, Consumer<String> lines) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
        command.addAll(JVM);
        if (reports) command.add(INTERPRETER);
        command.addAll(List.of("-cp", System.getProperty("java.class.path", ""), PixelMedProcess.class.getName()));
        command.add(reports ? REPORTS : "instances");
        files.forEach(file -> command.add(file.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        int read = 0;
        String last = "";
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.equals(READ)) read++;
                else lines.accept(line);
                last = line;
            }
        }
        if (process.waitFor() != 0) throw new IOException("PixelMed's validator failed: " + last);
        return read;
    }

    /** Arguments: which validator, then the files. */
    public static void main(String[] arguments) throws Exception {
        boolean reports = arguments[0].equals(REPORTS);
        DicomSRValidator ofReports = reports ? new DicomSRValidator() : null;
        DicomInstanceValidator ofInstances = reports ? null : new DicomInstanceValidator();
        for (int i = 1; i < arguments.length; i++) {
            AttributeList object = new AttributeList();
            object.read(arguments[i]);
            if (ofReports != null) System.out.println(ofReports.validate(object));
            if (ofInstances != null) System.out.println(ofInstances.validate(object));
            System.out.println(READ);
        }
    }
}
