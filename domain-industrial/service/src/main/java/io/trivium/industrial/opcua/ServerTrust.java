package io.trivium.industrial.opcua;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.quality.QualityNotes;
import io.trivium.industrial.quality.QualityReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.eclipse.milo.opcua.stack.core.util.validation.CertificateValidationUtil;
import org.eclipse.milo.opcua.stack.core.util.validation.ValidationCheck;
import org.jspecify.annotations.Nullable;

/**
 * Trusts only a server whose certificate, or an issuer of it, is in {@code trusted}: any other certificate is written
 * to {@code rejected}, from where an operator moves it. The directories are read each time. Thread-safe.
 */
final class ServerTrust implements CertificateValidator {
    private static final Duration NOTICE = Duration.ofDays(30);

    private final Path trusted;
    private final List<X509Certificate> alsoTrusted;
    private final Path issuers;
    private final Path rejected;
    private final TenantId tenant;
    private final String source;
    private final QualityNotes notes;
    private final InstantSource clock;

    /**
     * Trust for one server.
     *
     * @param alsoTrusted besides those in the directory
     * @param source that refusals are noted under
     */
    ServerTrust(
            Path directory,
            List<X509Certificate> alsoTrusted,
            TenantId tenant,
            String source,
            QualityNotes notes,
            InstantSource clock) {
        this.alsoTrusted = List.copyOf(alsoTrusted);
        this.trusted = made(directory.resolve("trusted"));
        this.issuers = made(directory.resolve("issuers"));
        this.rejected = made(directory.resolve("rejected"));
        this.tenant = tenant;
        this.source = source;
        this.notes = notes;
        this.clock = clock;
    }

    private static Path made(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
    }

    /**
     * Accepts or refuses a server, and records the reason and the action to take; also that its certificate expires
     * soon.
     *
     * @param chain the server's own certificate first
     */
    void admit(List<X509Certificate> chain, @Nullable String applicationUri, String hostName) throws UaException {
        X509Certificate certificate = chain.getFirst();
        try {
            validateCertificateChain(chain, applicationUri, new String[] {hostName});
        } catch (UaException e) {
            note(reason(e.getStatusCode()), detail(certificate, e.getStatusCode()));
            throw e;
        }
        Instant end = certificate.getNotAfter().toInstant();
        if (clock.instant().plus(NOTICE).isAfter(end)) {
            note(
                    QualityReason.CERTIFICATE_EXPIRES,
                    "The server's certificate ends " + end + ": renew it there before, and trust the new one here.");
        }
    }

    /** Called by Milo when the channel and the session are created, after {@link #admit} has reported problems. */
    @Override
    public void validateCertificateChain(
            List<X509Certificate> chain, @Nullable String applicationUri, @Nullable String @Nullable [] hostNames)
            throws UaException {
        PKIXCertPathBuilderResult path;
        try {
            path = CertificateValidationUtil.buildTrustedCertPath(chain, trusted(), Pem.certificates(issuers));
        } catch (UaException e) {
            throw new UaException(StatusCodes.Bad_CertificateUntrusted, e);
        }
        CertificateValidationUtil.validateTrustedCertPath(
                path.getCertPath(), path.getTrustAnchor(), List.of(), Set.of(ValidationCheck.VALIDITY), false);
        if (applicationUri != null) CertificateValidationUtil.checkApplicationUri(chain.getFirst(), applicationUri);
        // A certificate that was trusted individually is this server's, under whatever name it is reached.
        boolean byIssuer = !path.getCertPath().getCertificates().isEmpty();
        if (byIssuer && hostNames != null) {
            CertificateValidationUtil.checkHostnameOrIpAddress(chain.getFirst(), hostNames);
        }
    }

    private List<X509Certificate> trusted() {
        List<X509Certificate> all = new ArrayList<>(Pem.certificates(trusted));
        all.addAll(alsoTrusted);
        return all;
    }

    private static QualityReason reason(StatusCode status) {
        return status.value() == StatusCodes.Bad_CertificateTimeInvalid
                ? QualityReason.CERTIFICATE_EXPIRES
                : QualityReason.CERTIFICATE_REFUSED;
    }

    private String detail(X509Certificate certificate, StatusCode status) throws UaException {
        if (status.value() == StatusCodes.Bad_CertificateUntrusted) {
            return "The server's certificate (" + describe(certificate)
                    + ") is not trusted. If it is the right one, move " + reject(certificate) + " to " + trusted
                    + "; the next attempt takes it.";
        }
        if (status.value() == StatusCodes.Bad_CertificateTimeInvalid) {
            return "The server's certificate is valid from "
                    + certificate.getNotBefore().toInstant() + " to "
                    + certificate.getNotAfter().toInstant()
                    + ", and not now: renew it at the server, and check both clocks. No readings come until then.";
        }
        return "The server's certificate (" + describe(certificate) + ") is refused: " + NodeValue.name(status)
                + ". It has to be renewed at the server.";
    }

    private void note(QualityReason reason, String detail) {
        notes.note(tenant, source, reason, 1, detail, null);
    }

    private Path reject(X509Certificate certificate) throws UaException {
        Path file = rejected.resolve(thumbprint(certificate) + ".der");
        try {
            if (!Files.exists(file)) Files.write(file, certificate.getEncoded());
        } catch (IOException | CertificateEncodingException e) {
            throw new UaException(StatusCodes.Bad_CertificateUntrusted, e);
        }
        return file;
    }

    private static String describe(X509Certificate certificate) throws UaException {
        return certificate.getSubjectX500Principal().getName() + ", SHA-1 " + thumbprint(certificate);
    }

    private static String thumbprint(X509Certificate certificate) throws UaException {
        return HexFormat.of().formatHex(CertificateUtil.thumbprint(certificate).bytesOrEmpty());
    }
}
