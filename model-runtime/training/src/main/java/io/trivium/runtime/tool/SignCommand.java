package io.trivium.runtime.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackSigner;
import io.trivium.runtime.pack.SigningKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signs a pack, or makes the keys for it. */
@Command(
        name = "sign",
        description = {
            "Signs a pack with an Ed25519 key. Without a pack, makes a new pair of keys and writes both files.",
            "A pack that is registered already is another one when it has been signed."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required options
final class SignCommand implements Callable<Integer> {
    @Option(names = "--key", required = true, description = "PEM file of the private key, PKCS #8")
    private Path key;

    @Option(names = "--public-key", required = true, description = "PEM file of the public key")
    private Path publicKey;

    @Parameters(paramLabel = "PACK", arity = "0..1", description = "directory of the pack")
    private Path pack;

    @Override
    public Integer call() throws Exception {
        ObjectMapper json = new ObjectMapper();
        ObjectNode result = json.createObjectNode();
        if (pack == null) {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            Files.writeString(publicKey, SigningKeys.pem(pair.getPublic()), StandardOpenOption.CREATE_NEW);
            Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(key, SigningKeys.pem(pair.getPrivate()));
            result.put("keyId", SigningKeys.id(pair.getPublic()));
        } else {
            PackSigner signer = PackSigner.read(key, publicKey);
            ModelPack signed = signer.sign(pack);
            result.put("name", signed.manifest().name().value())
                    .put("version", signed.manifest().version().value());
            result.put("keyId", signer.keyId()).put("manifestSha256", signed.manifestSha256());
        }
        System.out.println(result);
        return 0;
    }
}
