package io.trivium.med.dicomweb;

/** The parameters of a Content-Type header (RFC 9110 8.3.1). */
final class ContentType {

    private static final int LONGEST = 1000;

    private ContentType() {}

    /** A parameter's value without its quotes; empty when there is none. */
    static String parameter(String header, String name) {
        String text = header.substring(0, Math.min(header.length(), LONGEST));
        int i = text.indexOf(';');
        while (i >= 0 && i < text.length()) {
            int equals = text.indexOf('=', i);
            if (equals < 0) return "";
            String key = text.substring(i + 1, equals).strip();
            int start = equals + 1;
            int end;
            boolean quoted = start < text.length() && text.charAt(start) == '"';
            if (quoted) {
                end = text.indexOf('"', start + 1);
                if (end < 0) return "";
            } else {
                end = text.indexOf(';', start);
                end = end < 0 ? text.length() : end;
            }
            if (key.equalsIgnoreCase(name)) {
                return quoted
                        ? text.substring(start + 1, end)
                        : text.substring(start, end).strip();
            }
            i = text.indexOf(';', end);
        }
        return "";
    }
}
