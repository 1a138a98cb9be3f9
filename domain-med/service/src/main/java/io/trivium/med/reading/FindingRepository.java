package io.trivium.med.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.med.finding.LungRads;
import io.trivium.med.finding.NoduleType;
import io.trivium.med.reading.FindingView.OutlineSlice;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads findings and their decisions, in the caller's transaction of a tenant. Thread-safe. */
@ApplicationScoped
class FindingRepository {

    private static final String FINDINGS =
            "select * from finding where study_instance_uid = ? and revision = ? order by number";
    private static final String FINDING =
            "select * from finding where study_instance_uid = ? and revision = ? and tracking_uid = ?";
    private static final String DECISIONS = "select * from finding_decision where study_instance_uid = ?"
            + " and revision = ? order by decided_at desc, id";

    private final ObjectMapper json;

    FindingRepository(ObjectMapper json) {
        this.json = json;
    }

    /** All findings of a revision by number, with all decisions on them. */
    List<FindingView> ofRevision(Connection connection, String study, int revision) throws SQLException {
        Map<String, List<DecisionView>> decisions = new HashMap<>();
        Sql.list(
                connection,
                DECISIONS,
                row -> decisions
                        .computeIfAbsent(row.getString("tracking_uid"), uid -> new ArrayList<>())
                        .add(decision(row)),
                study,
                revision);
        return Sql.list(connection, FINDINGS, row -> finding(row, decisions), study, revision);
    }

    /** One finding with its decisions. */
    Optional<FindingView> find(Connection connection, String study, int revision, String trackingUid)
            throws SQLException {
        List<DecisionView> decisions = Sql.list(
                connection,
                "select * from finding_decision where study_instance_uid = ? and revision = ? and tracking_uid = ?"
                        + " order by decided_at desc, id",
                this::decision,
                study,
                revision,
                trackingUid);
        return Sql.list(
                        connection,
                        FINDING,
                        row -> finding(row, Map.of(trackingUid, decisions)),
                        study,
                        revision,
                        trackingUid)
                .stream()
                .findFirst();
    }

    private FindingView finding(ResultSet row, Map<String, List<DecisionView>> decisions) throws SQLException {
        String trackingUid = row.getString("tracking_uid");
        Map<String, Double> attributes = new TreeMap<>();
        for (Map.Entry<String, JsonNode> attribute :
                tree(row.getString("attributes")).properties()) {
            attributes.put(
                    attribute.getKey().toLowerCase(Locale.ROOT),
                    attribute.getValue().asDouble());
        }
        List<OutlineSlice> outline = new ArrayList<>();
        for (JsonNode slice : tree(row.getString("outline")).path("slices")) {
            List<List<Double>> paths = new ArrayList<>();
            for (JsonNode path : slice.path("paths")) {
                List<Double> line = new ArrayList<>();
                path.forEach(number -> line.add(number.asDouble()));
                paths.add(line);
            }
            outline.add(new OutlineSlice(slice.path("sop_instance_uid").asText(), paths));
        }
        Double longest = Sql.decimalOrNull(row, "longest_diameter_mm");
        Double shortAxis = Sql.decimalOrNull(row, "short_axis_mm");
        FindingKind kind = FindingKind.of(longest);
        return new FindingView(
                trackingUid,
                row.getInt("number"),
                List.of(row.getDouble("centre_x"), row.getDouble("centre_y"), row.getDouble("centre_z")),
                row.getInt("slice_index"),
                row.getString("slice_sop_instance_uid"),
                row.getDouble("detection"),
                kind,
                kind == FindingKind.NODULE ? Sql.decimalOrNull(row, "malignancy") : null,
                longest,
                shortAxis,
                Sql.decimalOrNull(row, "volume_mm3"),
                row.getString("unreliable"),
                lungRads(attributes.get("texture"), longest, shortAxis),
                attributes,
                outline,
                decisions.getOrDefault(trackingUid, List.of()));
    }

    private static @Nullable LungRads lungRads(
            @Nullable Double texture, @Nullable Double longest, @Nullable Double shortAxis) {
        return texture == null || longest == null || shortAxis == null
                ? null
                : LungRads.of(NoduleType.ofTexture(texture), (longest + shortAxis) / 2, false);
    }

    private DecisionView decision(ResultSet row) throws SQLException {
        return new DecisionView(
                row.getObject("id", UUID.class),
                FindingVerdict.of(row.getString("verdict")),
                row.getString("reason_code"),
                row.getString("note"),
                corrected(row.getString("corrected")),
                row.getString("reader"),
                Sql.instant(row, "decided_at"));
    }

    private @Nullable CorrectedFinding corrected(@Nullable String text) {
        if (text == null) {
            return null;
        }
        JsonNode node = tree(text);
        return new CorrectedFinding(
                node.hasNonNull("malignancy") ? node.path("malignancy").asInt() : null,
                node.hasNonNull("longest_diameter_mm")
                        ? node.path("longest_diameter_mm").asDouble()
                        : null);
    }

    private JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database holds what is not JSON", e);
        }
    }
}
