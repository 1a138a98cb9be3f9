package io.trivium.core.connection;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates in PEM (RFC 7468) from a setting, in which line breaks may have become spaces. */
public final class PemCertificates {
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----");

    private PemCertificates() {}

    /**
     * The certificates of a text, in their order.
     *
     * @throws IllegalArgumentException when there is none, or one that cannot be read
     */
    public static List<X509Certificate> read(String text) {
        List<X509Certificate> found = new ArrayList<>();
        Matcher matcher = CERTIFICATE.matcher(text);
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            while (matcher.find()) {
                byte[] der = Base64.getMimeDecoder().decode(matcher.group(1));
                found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
            }
        } catch (CertificateException e) {
            throw new IllegalArgumentException("a certificate cannot be read: " + e.getMessage(), e);
        }
        if (found.isEmpty()) throw new IllegalArgumentException("there is no -----BEGIN CERTIFICATE-----");
        return found;
    }
}
