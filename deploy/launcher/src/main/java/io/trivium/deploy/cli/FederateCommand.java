package io.trivium.deploy.cli;

import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.Tools;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** One site's part in a training of several; its options are those of the runtime's tool, which checks them. */
@Command(
        name = "federate",
        customSynopsis = {
            "./trivium train federate --from PACK --data FILE --validation FILE --site NAME --sites A,B",
            "                         --rounds N --local-steps H --bootstrap HOST:PORT --work DIR --out DIR [OPTIONS]"
        },
        description = {
            "Train one network together with other sites, each on rows of its own: only differences of weights leave the",
            "site, over a Kafka topic. Run it at every site with the same --from, --sites, --rounds and --local-steps;",
            "stopped or killed, the same command continues. Needs no running platform.",
            "OPTIONS: --topic NAME, --kafka-properties FILE (TLS, SASL), --tenant NAME, --federation NAME,",
            "--model-version V, --learning-rate X, --outer-learning-rate X, --outer-momentum X, --seed N,",
            "--patience PT1H, --code-revision REV, --threads N."
        })
final class FederateCommand implements Callable<Integer> {
    @Unmatched
    List<String> given = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("train", "federate"));
        arguments.addAll(given);
        return new Tools(Installation.current()).runtime(arguments, Map.of());
    }
}
