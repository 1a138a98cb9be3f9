package io.trivium.core.audit.shipping;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS Signature Version 4 in the {@code Authorization} header, with a signed payload (Amazon S3 API Reference, <i>Authenticating
 * Requests</i>). The SDK would add 31 libraries of 7.8 MB to each service for three kinds of request.
 */
record S3Signature(String region, String accessKey, String secretKey) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /**
     * The headers that the request needs in addition, {@code Authorization} among them.
     *
     * @param address with its path and query encoded as RFC 3986 requires, query parameters sorted by name
     * @param headers that are sent and must be signed
     */
    Map<String, String> sign(String method, URI address, Map<String, String> headers, byte[] body, Instant now) {
        String time = TIME.format(now);
        String bodyHash = Segment.sha256(body);
        SortedMap<String, String> signed = new TreeMap<>();
        headers.forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), value.strip()));
        signed.put("host", host(address));
        signed.put("x-amz-content-sha256", bodyHash);
        signed.put("x-amz-date", time);
        String names = String.join(";", signed.keySet());
        String query = address.getRawQuery() == null ? "" : address.getRawQuery();
        String canonical = method + "\n" + address.getRawPath() + "\n" + query + "\n"
                + signed.entrySet().stream()
                        .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                        .collect(Collectors.joining())
                + "\n" + names + "\n" + bodyHash;
        String scope = time.substring(0, 8) + "/" + region + "/s3/aws4_request";
        String text = ALGORITHM + "\n" + time + "\n" + scope + "\n"
                + Segment.sha256(canonical.getBytes(StandardCharsets.UTF_8));
        byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) key = hmac(key, part);
        Map<String, String> added = new TreeMap<>();
        added.put("x-amz-content-sha256", bodyHash);
        added.put("x-amz-date", time);
        added.put(
                "Authorization",
                ALGORITHM + " Credential=" + accessKey + "/" + scope + ", SignedHeaders=" + names + ", Signature="
                        + HexFormat.of().formatHex(hmac(key, text)));
        return added;
    }

    /** As the HTTP client sends it: without the port that the scheme implies. */
    private static String host(URI address) {
        int usual = "https".equals(address.getScheme()) ? 443 : 80;
        return address.getPort() < 0 || address.getPort() == usual
                ? address.getHost()
                : address.getHost() + ":" + address.getPort();
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "S3Signature[" + region + ", " + accessKey + ", ***]";
    }
}
