package io.trivium.fin.tool;

import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.learning.LabelObserved;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.decision.AuthorizationDecided;
import io.trivium.fin.feature.EventSequence;
import io.trivium.fin.replay.DecisionWatch;
import io.trivium.fin.replay.FeatureRecheck;
import io.trivium.fin.replay.TopicReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Computes the features of decisions once more from the logs. */
@Command(
        name = "recheck",
        description = {
            "Compute every feature of every decision once more from the logs of authorizations and labels, in one pass",
            "without interruption, and compare with what was decided on. Prints JSON; exit code 0 whatever it finds."
        },
        mixinStandardHelpOptions = true)
final class RecheckCommand implements Callable<Integer> {
    private static final int SHOWN = 500;

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FinTool tool;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--prefix",
            defaultValue = "",
            description = "Only authorizations whose id begins so; what they share cards with must begin so too.")
    @SuppressWarnings("NullAway.Init")
    private String prefix;

    @Override
    public Integer call() {
        TopicReader reader = new TopicReader(kafka.bootstrap());
        EventCodec codec = new EventCodec();
        List<FeatureRecheck.Arrival> authorizations = new ArrayList<>();
        reader.read(Authorization.TOPIC, prefix, message -> {
            EventEnvelope<Authorization> event = codec.decode(message.value(), Authorization.class);
            authorizations.add(
                    new FeatureRecheck.Arrival(event.tenantId(), event.data(), message.offset(), message.timestamp()));
        });
        List<FeatureRecheck.LabelArrival> labels = new ArrayList<>();
        reader.read(LabelObserved.TOPIC, prefix, message -> {
            EventEnvelope<LabelObserved> event = codec.decode(message.value(), LabelObserved.class);
            LabelObserved label = event.data();
            labels.add(new FeatureRecheck.LabelArrival(
                    event.tenantId(),
                    label.exampleId(),
                    label.label().equals("fraud"),
                    label.observedAt(),
                    message.offset(),
                    message.timestamp()));
        });
        Map<String, FeatureRecheck.Snapshot> decided = new HashMap<>();
        reader.read(DecisionWatch.TOPIC, prefix, message -> {
            AuthorizationDecided decision =
                    codec.decode(message.value(), AuthorizationDecided.class).data();
            EventSequence events = decision.events();
            decided.putIfAbsent(
                    decision.authorizationId(),
                    new FeatureRecheck.Snapshot(
                            decision.features(), events == null ? EventSequence.NONE : events, decision.decidedAt()));
        });
        tool.terminal()
                .say(authorizations.size() + " authorizations, " + labels.size() + " labels, " + decided.size()
                        + " decisions");
        tool.terminal().json(report(new FeatureRecheck(authorizations, labels).check(decided)));
        return 0;
    }

    private static Map<String, Object> report(FeatureRecheck.Result result) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("decisions", result.decisions());
        report.put("features", result.features());
        report.put("in_order", result.inOrder());
        report.put("interleaved", result.interleaved());
        report.put("read_again", result.readAgain());
        report.put(
                "different",
                result.differences().stream()
                        .map(FeatureRecheck.Difference::authorizationId)
                        .distinct()
                        .count());
        report.put("differences", result.differences().stream().limit(SHOWN).toList());
        return report;
    }
}
