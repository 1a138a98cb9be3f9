package io.trivium.industrial.opcua;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.jboss.logging.Logger;

/** Certificates and keys in files. */
final class Pem {
    private static final Logger LOG = Logger.getLogger(Pem.class);
    private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String KEY_END = "-----END PRIVATE KEY-----";

    private Pem() {}

    /** The certificate in a file, DER or PEM. */
    static X509Certificate certificate(Path file) throws IOException, CertificateException {
        try {
            return CertificateUtil.decodeCertificate(Files.readAllBytes(file));
        } catch (UaException e) {
            throw new CertificateException(file + " holds no certificate (DER or PEM)", e);
        }
    }

    /** All certificates in a directory; a file that is none is skipped and logged. */
    static List<X509Certificate> certificates(Path directory) {
        List<X509Certificate> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                try {
                    found.add(certificate(file));
                } catch (IOException | CertificateException e) {
                    LOG.warnf("%s is passed over: %s", file, e.getMessage());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the certificates in " + directory + " cannot be read", e);
        }
        return found;
    }

    /** The RSA key in a file, PKCS #8 in PEM without a password. */
    static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        int begin = text.indexOf(KEY_BEGIN);
        int end = text.indexOf(KEY_END);
        if (begin < 0 || end < begin) {
            throw new GeneralSecurityException(file + " holds no key in PEM (PKCS #8, without a password)");
        }
        byte[] bytes = Base64.getMimeDecoder().decode(text.substring(begin + KEY_BEGIN.length(), end));
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes));
    }

    static String text(PrivateKey key) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return KEY_BEGIN + "\n" + lines + "\n" + KEY_END + "\n";
    }
}
