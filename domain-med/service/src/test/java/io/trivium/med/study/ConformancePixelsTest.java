package io.trivium.med.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.TestData;
import io.trivium.med.dataset.DicomFile;
import io.trivium.med.dataset.Limits;
import io.trivium.med.dataset.Uids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Decoded pixels against the hashes that pydicom and GDCM gave, as the data's index lists them. */
class ConformancePixelsTest {
    /** A color image, where JPEG 2000 is claimed for grayscale alone, and a data set with an item outside a sequence. */
    private static final Set<String> NOT_CLAIMED = Set.of("pydicom/GDCMJ2K_TextGBR.dcm", "fo-dicom/GH364.dcm");

    @Test
    void decodesEveryTransferSyntaxThatIsClaimedToTheHashesOfTheIndex() throws Exception {
        Path folder = TestData.require("dicom-conformance");
        Map<String, int[]> bySyntax = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("index.csv"))) {
            String[] columns = line.split(",", -1);
            if (columns.length < 13 || !columns[12].contains(":")) continue;
            String syntax = columns[5];
            int[] counts = bySyntax.computeIfAbsent(syntax, key -> new int[2]);
            counts[0]++;
            String outcome;
            try {
                DicomFile file = DicomFile.read(folder.resolve(columns[0]), Limits.OBJECT);
                byte[] pixels = Pixels.read(file.dataSet(), file.transferSyntax());
                if (syntax.equals(Uids.EXPLICIT_BIG_ENDIAN)) {
                    toBigEndian(pixels, Math.max(1, Integer.parseInt(columns[9]) / 8));
                }
                outcome = sha256(pixels).equals(columns[12].substring(0, columns[12].indexOf(':'))) ? "" : "differs";
            } catch (IOException e) {
                outcome = String.valueOf(e.getMessage());
            }
            if (outcome.isEmpty()) {
                counts[1]++;
            } else if (Pixels.isReadable(syntax) && !NOT_CLAIMED.contains(columns[0])) {
                wrong.add(columns[0] + " " + columns[11] + " " + syntax + ": " + outcome);
            }
        }
        bySyntax.forEach((syntax, counts) -> System.out.println(syntax + " " + counts[1] + " of " + counts[0]));
        assertTrue(bySyntax.size() > 10, "the index names more than ten transfer syntaxes");
        assertEquals(List.of(), wrong);
    }

    /** The index hashed the samples of big endian files in their own order. */
    private static void toBigEndian(byte[] pixels, int width) {
        for (int start = 0; start + width <= pixels.length; start += width) {
            for (int i = 0; i < width / 2; i++) {
                byte kept = pixels[start + i];
                pixels[start + i] = pixels[start + width - 1 - i];
                pixels[start + width - 1 - i] = kept;
            }
        }
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
