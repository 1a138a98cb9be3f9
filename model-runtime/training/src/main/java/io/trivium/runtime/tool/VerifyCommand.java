package io.trivium.runtime.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.SigningKeys;
import io.trivium.runtime.pack.TrustedKeys;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verifies a pack's files and its signature. */
@Command(
        name = "verify",
        description = "Verifies every file of a pack and that one of the keys signed it; exit code 2 when not.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required parameter
final class VerifyCommand implements Callable<Integer> {
    @Option(names = "--public-key", description = "PEM file of a trusted public key; may be repeated")
    private List<Path> keys = new ArrayList<>();

    @Parameters(paramLabel = "PACK", description = "directory of the pack")
    private Path pack;

    @Override
    public Integer call() throws Exception {
        Map<String, PublicKey> trusted = new HashMap<>();
        for (Path key : keys) trusted.put(key.toString(), SigningKeys.readPublic(key));
        ModelPack opened = ModelPack.open(pack);
        TrustedKeys judge = new TrustedKeys(trusted, !trusted.isEmpty());
        judge.require(opened.manifest());
        TrustedKeys.Verdict verdict = judge.judge(opened.manifest());
        ObjectNode result = new ObjectMapper().createObjectNode();
        result.put("name", opened.manifest().name().value())
                .put("version", opened.manifest().version().value());
        result.put("files", opened.manifest().files().size())
                .put("bytes", opened.manifest().bytes());
        result.put("signature", verdict.state().name().toLowerCase(java.util.Locale.ROOT));
        verdict.keyId().ifPresent(id -> result.put("keyId", id));
        verdict.signer().ifPresent(name -> result.put("signer", name));
        System.out.println(result);
        return 0;
    }
}
