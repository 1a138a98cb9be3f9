package io.trivium.med.evaluation;

import io.trivium.med.detection.NoduleDetector;
import io.trivium.med.finding.Extent;
import io.trivium.med.finding.NoduleFinding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures the whole detector on recorded chests whose masses are boxed: what it reports inside and outside the boxes. */
public final class SearchedSeries {
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private int lesions;
    private int found;
    private int outside;

    /** Searches one more series. */
    public void measure(ChestSeries series, NoduleDetector detector) throws InterruptedException {
        long start = System.nanoTime();
        List<NoduleFinding> findings = detector.detect(series.volume(), centre -> "2.25.1", (stage, share) -> {});
        double seconds = (System.nanoTime() - start) / 1e9;
        boolean[] hit = new boolean[series.lesions().size()];
        int wrong = 0;
        List<Map<String, Object>> marks = new ArrayList<>();
        for (NoduleFinding finding : findings) {
            boolean inside = false;
            for (int l = 0; l < hit.length; l++) {
                if (!series.lesions().get(l).holds(finding.centre(), series.volume())) continue;
                hit[l] = true;
                inside = true;
            }
            if (!inside) wrong++;
            Map<String, Object> mark = new LinkedHashMap<>();
            mark.put("in_box", inside);
            mark.put("detection", finding.detection());
            finding.size().ifPresent(size -> mark.put("longest_diameter_mm", size.longestDiameterMm()));
            finding.malignancy().ifPresent(malignancy -> mark.put("malignancy", malignancy));
            if (finding.extent() instanceof Extent.Unreliable(Extent.Reason reason)) mark.put("outline", reason.word());
            mark.put(
                    "centre",
                    List.of(
                            finding.centre().x(),
                            finding.centre().y(),
                            finding.centre().z()));
            marks.add(mark);
        }
        int hits = 0;
        for (boolean each : hit) if (each) hits++;
        lesions += hit.length;
        found += hits;
        outside += wrong;
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("series", series.name());
        row.put("masses", hit.length);
        row.put("masses_found", hits);
        row.put("false_positives", wrong);
        row.put("seconds", seconds);
        row.put("findings", marks);
        rows.add(row);
    }

    /** Figures by name. */
    public Map<String, Object> asMap() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("scans", rows.size());
        figures.put("masses", lesions);
        figures.put("masses_found", found);
        figures.put("false_positives_per_scan", rows.isEmpty() ? Double.NaN : (double) outside / rows.size());
        figures.put("series", rows);
        return figures;
    }
}
