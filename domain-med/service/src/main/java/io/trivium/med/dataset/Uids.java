package io.trivium.med.dataset;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Unique identifiers (PS3.5 chapter 9, PS3.6 annex A) that the node works with, and the rule that all must meet. */
public final class Uids {

    public static final String APPLICATION_CONTEXT = "1.2.840.10008.3.1.1.1";
    public static final String VERIFICATION = "1.2.840.10008.1.1";
    public static final String STORAGE_COMMITMENT = "1.2.840.10008.1.20.1";
    public static final String STORAGE_COMMITMENT_INSTANCE = "1.2.840.10008.1.20.1.1";
    public static final String STUDY_ROOT_FIND = "1.2.840.10008.5.1.4.1.2.2.1";
    public static final String STUDY_ROOT_MOVE = "1.2.840.10008.5.1.4.1.2.2.2";
    public static final String STUDY_ROOT_GET = "1.2.840.10008.5.1.4.1.2.2.3";

    public static final String IMPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2";
    public static final String EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";
    public static final String DEFLATED = "1.2.840.10008.1.2.1.99";
    public static final String EXPLICIT_BIG_ENDIAN = "1.2.840.10008.1.2.2";
    public static final String JPEG_BASELINE = "1.2.840.10008.1.2.4.50";
    public static final String JPEG_LOSSLESS = "1.2.840.10008.1.2.4.57";
    public static final String JPEG_LOSSLESS_SV1 = "1.2.840.10008.1.2.4.70";
    public static final String JPEG_LS_LOSSLESS = "1.2.840.10008.1.2.4.80";
    public static final String JPEG_LS_NEAR = "1.2.840.10008.1.2.4.81";
    public static final String JPEG_2000_LOSSLESS = "1.2.840.10008.1.2.4.90";
    public static final String RLE = "1.2.840.10008.1.2.5";
    /** The transfer syntaxes that every application supports: uncompressed, little endian. */
    public static final List<String> PLAIN = List.of(EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN);

    /** Ours, derived from a UUID (PS3.5 B.2); names this implementation, not an installation. */
    public static final String IMPLEMENTATION_CLASS = "2.25.287719260583125301870741217366231745021";

    public static final String IMPLEMENTATION_VERSION = "TRIVIUM_01";

    private static final int LONGEST = 64;
    private static final String STORAGE_ROOT = "1.2.840.10008.5.1.4.1.1.";
    /** Storage classes whose UIDs are outside the storage root. */
    private static final Set<String> OTHER_STORAGE = Set.of(
            "1.2.840.10008.5.1.4.34.7",
            "1.2.840.10008.5.1.4.34.10",
            "1.2.840.10008.5.1.4.38.1",
            "1.2.840.10008.5.1.4.39.1",
            "1.2.840.10008.5.1.4.43.1",
            "1.2.840.10008.5.1.4.44.1",
            "1.2.840.10008.5.1.4.45.1");

    private Uids() {}

    /**
     * Digits and single dots, at most 64, not at the ends. Leading zeros of a component, which the standard forbids, are
     * let through: modalities in use write them, and they harm nothing.
     */
    public static boolean isUid(String text) {
        int length = text.length();
        if (length == 0 || length > LONGEST || text.charAt(0) == '.' || text.charAt(length - 1) == '.') return false;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == '.' ? text.charAt(i + 1) == '.' : c < '0' || c > '9') return false;
        }
        return true;
    }

    /** Whether the class is one whose instances are stored: images, reports, segmentations, presentation states, ... */
    public static boolean isStorageClass(String uid) {
        return (uid.startsWith(STORAGE_ROOT) && isUid(uid)) || OTHER_STORAGE.contains(uid);
    }

    /** Whether pixel data of this transfer syntax is stored in fragments (PS3.5 A.4). */
    public static boolean isEncapsulated(String transferSyntax) {
        return transferSyntax.startsWith("1.2.840.10008.1.2.4.") || transferSyntax.equals(RLE);
    }

    /** A new identifier, as PS3.5 B.2 derives it from a random UUID. */
    public static String create() {
        UUID uuid = UUID.randomUUID();
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
        return "2.25." + new BigInteger(1, bytes);
    }
}
