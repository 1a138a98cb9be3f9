package io.trivium.core.security;

/** The syntax of access tokens, checked before anything is parsed; pure. */
public final class BearerToken {
    private static final String SCHEME = "Bearer ";

    /** Far above the tokens of any issuer with some hundred roles. */
    private static final int LONGEST = 16 * 1024;

    private static final int PARTS = 3;

    private BearerToken() {}

    /**
     * Whether an {@code Authorization} header can hold an access token: the scheme {@code Bearer} (RFC 6750, section 2.1)
     * and a signed JWT in compact form, three parts of base64url of which the first two begin as JSON objects (RFC 7515,
     * section 7.1). Nothing is decoded.
     */
    public static boolean isPossible(String authorization) {
        int length = authorization.length();
        if (length > LONGEST || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) return false;
        int begin = SCHEME.length();
        int parts = 0;
        for (int at = begin; at <= length; at++) {
            if (at < length && authorization.charAt(at) != '.') {
                if (!isBase64Url(authorization.charAt(at))) return false;
                continue;
            }
            parts++;
            if (!isPart(authorization, begin, at) || (parts < PARTS && authorization.charAt(begin) != 'e')) {
                return false;
            }
            begin = at + 1;
        }
        return parts == PARTS;
    }

    /** One character more than a multiple of four encodes no bytes (RFC 4648, section 5). */
    private static boolean isPart(String text, int begin, int end) {
        return end > begin && (end - begin) % 4 != 1 && begin < text.length();
    }

    private static boolean isBase64Url(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
}
