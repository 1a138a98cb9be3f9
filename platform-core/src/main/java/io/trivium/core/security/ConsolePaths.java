package io.trivium.core.security;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which addresses under {@code /console/} are pages, files and endpoints; pure. */
public final class ConsolePaths {

    public static final String ROOT = "/console/";
    public static final String LOGIN = "/console/login";
    /** Parameter of {@link #LOGIN} that asks for the password again. */
    static final String FRESH = "fresh";

    public static final String LOGOUT = "/console/logout";
    /** Leads to the issuer's page of one's own password, second factors and sessions. */
    public static final String ACCOUNT = "/console/account";

    /** Takes the issuer's word that a session has ended; the issuer calls it, no browser. */
    static final String ENDED = "/console/backchannel-logout";

    public static final String INDEX = "/console/index.html";

    private ConsolePaths() {}

    /** Whether the address belongs to the console. */
    public static boolean isConsole(String path) {
        return path.equals("/console") || path.startsWith(ROOT);
    }

    /** A file of the built console other than its page; holds nothing private. */
    public static boolean isAsset(String path) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        return isConsole(path)
                && last.indexOf('.') > 0
                && !last.toLowerCase(Locale.ROOT).endsWith(".html");
    }

    /** An address inside the single-page application, which its page answers. */
    public static boolean isDeepLink(String path) {
        return isConsole(path)
                && !path.equals(LOGIN)
                && !path.equals(LOGOUT)
                && !path.equals(ACCOUNT)
                && !path.equals(ENDED)
                && path.substring(path.lastIndexOf('/') + 1).indexOf('.') < 0;
    }

    /** The address to return to after login: inside the console, whatever a link claims. */
    public static String safeReturn(@Nullable String wanted) {
        return wanted != null && isSafe(wanted) ? wanted : ROOT;
    }

    private static boolean isSafe(String wanted) {
        return wanted.startsWith(ROOT)
                && wanted.length() <= 2000
                && !wanted.startsWith(LOGIN)
                && !wanted.startsWith(LOGOUT)
                && !wanted.contains("..")
                && wanted.chars().allMatch(c -> c > 0x20 && c < 0x7f && "\\\"<>".indexOf(c) < 0);
    }
}
