package io.trivium.runtime.learning.card;

import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.learning.lineage.LineageView.LearnedManifest;
import io.trivium.runtime.pack.Gate;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.Objective;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.registry.store.VersionRecord;
import io.trivium.runtime.registry.store.VersionRecord.Move;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One version of a model in the sections of a model card (Mitchell et al., Model Cards for Model Reporting, FAT* 2019),
 * from the record alone: information that was not recorded is reported as missing.
 */
final class ModelCard {
    private static final int MOST_COLUMNS = 12;
    private static final int DIGITS = 5;

    private final VersionRecord version;
    private final Markdown page = new Markdown();

    private ModelCard(VersionRecord version) {
        this.version = version;
    }

    /**
     * Writes the card.
     *
     * @param learned data sets of one tenant that the version learned from
     * @param gates the findings about it in an update of that tenant
     * @return CommonMark, in English
     */
    static String write(VersionRecord version, List<LearnedManifest> learned, List<GateResult> gates) {
        ModelCard card = new ModelCard(version);
        card.details();
        version.spec().ifPresent(card::shape);
        card.training();
        card.data(learned);
        card.figures();
        card.gates(gates);
        card.moves();
        return card.page.toString();
    }

    private void details() {
        page.heading(1, version.model() + " " + version.version())
                .code("Task", version.task().value())
                .fact("Serves requests that name no version", version.serving() ? "yes" : "no")
                .fact("Registered", version.registeredAt() + " by " + version.registeredBy())
                .code("SHA-256 of the pack", version.sha256())
                .fact("Signature", version.signature());
        if (version.pack().isEmpty()) {
            page.paragraph("The pack cannot be read, so nothing more is known of this version.");
        }
    }

    private void shape(ModelSpec spec) {
        page.heading(2, "What it does")
                .fact("Head", spec.head().toString())
                .fact("Latency class", spec.latencyClass().toString())
                .fact("Network", spec.network().orElse("not trained here"))
                .fact(
                        "Group of experts",
                        spec.architecture()
                                .flatMap(ModelSpec.Architecture::expertGroup)
                                .orElse(null))
                .fact("Calibration", spec.objective().calibration().toString());
        List<List<String>> rows = new ArrayList<>();
        spec.inputs().forEach(tensor -> rows.add(row("input", tensor)));
        spec.outputs().forEach(tensor -> rows.add(row("output", tensor)));
        page.heading(3, "Inputs and outputs").table(List.of("", "name", "type", "shape", "unit", "columns"), rows);
    }

    private static List<String> row(String side, TensorSpec tensor) {
        List<String> columns = tensor.columns();
        String named = columns.stream().limit(MOST_COLUMNS).collect(Collectors.joining(", "));
        return List.of(
                side,
                tensor.name(),
                tensor.type().toString().toLowerCase(Locale.ROOT),
                tensor.shape().stream()
                        .map(size -> size < 0 ? "any" : Long.toString(size))
                        .collect(Collectors.joining(" × ")),
                tensor.unit(),
                columns.size() > MOST_COLUMNS ? named + " and " + (columns.size() - MOST_COLUMNS) + " more" : named);
    }

    private void training() {
        page.heading(2, "How it was made");
        if (version.pack().isEmpty()) return;
        PackManifest.Provenance provenance = version.pack().orElseThrow().provenance();
        PackManifest.TrainingData data = provenance.data();
        page.fact("Created", version.pack().orElseThrow().created().toString())
                .code("Code", provenance.codeRevision())
                .code("Command", provenance.command())
                .fact("Seed", Long.toString(provenance.seed()))
                .fact("Data", data.name())
                .fact("Licence", data.licence().isBlank() ? "not recorded" : data.licence())
                .fact("Days", data.from().isBlank() ? null : data.from() + " to " + data.to())
                .fact("Rows", data.rows() + (data.positives() > 0 ? ", of which positive " + data.positives() : ""));
    }

    private void data(List<LearnedManifest> learned) {
        page.heading(2, "Frozen data sets it learned from");
        if (learned.isEmpty()) {
            page.paragraph("None of this tenant is on record.");
            return;
        }
        page.table(
                List.of("data set", "frozen", "until", "entries", "labels", "hash"),
                learned.stream().map(ModelCard::row).toList());
    }

    private static List<String> row(LearnedManifest manifest) {
        return List.of(
                manifest.id().toString(),
                manifest.createdAt().toString(),
                manifest.cutoff().toString(),
                Integer.toString(manifest.entries()),
                manifest.labels().stream()
                        .map(each -> each.label() + " by " + each.source() + ": " + each.entries())
                        .collect(Collectors.joining("; ")),
                manifest.hash());
    }

    private void figures() {
        Map<String, Double> metrics = version.pack()
                .map(pack -> new TreeMap<>(pack.provenance().metrics()))
                .orElseGet(TreeMap::new);
        page.heading(2, "Figures");
        if (metrics.isEmpty()) {
            page.paragraph("None are on record.");
        } else {
            page.table(
                    List.of("figure", "value"),
                    metrics.entrySet().stream()
                            .map(each -> List.of(each.getKey(), number(each.getValue())))
                            .toList());
        }
        rivals(metrics);
        List<Gate> gates =
                version.spec().map(ModelSpec::objective).map(Objective::gates).orElse(List.of());
        if (gates.isEmpty()) return;
        page.heading(3, "Limits of its specification")
                .table(
                        List.of("figure", "limit", "kept"),
                        gates.stream()
                                .map(gate -> List.of(gate.metric(), gate.limits(), gate.passes(metrics) ? "yes" : "no"))
                                .toList());
    }

    /** The simple models that were trained on the same rows, by the rows that chose among their epochs and kinds. */
    private void rivals(Map<String, Double> metrics) {
        List<List<String>> rows = new ArrayList<>();
        metrics.forEach((name, value) -> {
            if (!name.startsWith(ModelPack.RIVAL_FIGURE)) return;
            String[] parts = name.substring(ModelPack.RIVAL_FIGURE.length()).split("_", 2);
            if (parts.length < 2) return;
            Double own = metrics.get("validation_" + parts[1]);
            rows.add(List.of(parts[0], parts[1], number(value), own == null ? "" : number(own)));
        });
        if (rows.isEmpty()) return;
        page.heading(3, "Simple models of the same rows")
                .table(List.of("model", "figure on the validation rows", "value", "this version"), rows);
    }

    private void gates(List<GateResult> gates) {
        if (gates.isEmpty()) return;
        page.heading(2, "Gates of its update")
                .table(
                        List.of("gate", "passed", "limit", "finding"),
                        gates.stream()
                                .map(gate ->
                                        List.of(gate.gate(), gate.passed() ? "yes" : "no", gate.limit(), gate.detail()))
                                .toList());
    }

    private static String number(double value) {
        if (!Double.isFinite(value)) return Double.toString(value);
        return new BigDecimal(value)
                .round(new MathContext(DIGITS))
                .stripTrailingZeros()
                .toPlainString();
    }

    private void moves() {
        page.heading(2, "When it served");
        if (version.moves().isEmpty()) {
            page.paragraph("No alias has named it.");
            return;
        }
        page.table(
                List.of("at", "alias", "what", "by", "reason"),
                version.moves().stream().map(this::row).toList());
    }

    private List<String> row(Move move) {
        boolean came = version.version().value().equals(move.to());
        String other = came ? move.from() : move.to();
        String what = (came ? "came" : "left") + " by " + move.action()
                + (other == null ? "" : (came ? " from " : " for ") + other);
        return List.of(move.at().toString(), move.alias(), what, move.by(), move.reason());
    }
}
