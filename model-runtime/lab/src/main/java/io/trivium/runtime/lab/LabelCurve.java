package io.trivium.runtime.lab;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Figures of a task by the number of labels and by the way it was trained.
 *
 * @param labels from the fewest to all
 * @param ways names; the first one's figure with all labels sets the goal
 * @param figures {@code [ways][labels]}, larger is better
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LabelCurve(int[] labels, List<String> ways, double[][] figures) {
    private static final double REACHED = 0.95;

    /** {@value #REACHED} of the result that the first way reaches with all labels. */
    double goal() {
        return REACHED * figures[0][labels.length - 1];
    }

    /**
     * Labels at which a way's curve first comes to the goal, between two points on a logarithmic scale; −1 where it never
     * does.
     */
    double needed(int way) {
        double[] curve = figures[way];
        double goal = goal();
        for (int at = 0; at < labels.length; at++) {
            if (curve[at] < goal) continue;
            if (at == 0) return labels[0];
            double share = (goal - curve[at - 1]) / (curve[at] - curve[at - 1]);
            double from = Math.log(labels[at - 1]);
            return Math.exp(from + share * (Math.log(labels[at]) - from));
        }
        return -1;
    }

    /** Adds the curves, the goal and the labels needed. */
    void describe(ObjectNode row) {
        ArrayNode points = row.putArray("curve");
        for (int at = 0; at < labels.length; at++) {
            ObjectNode point = points.addObject().put("labels", labels[at]);
            for (int way = 0; way < ways.size(); way++) point.put(ways.get(way), figures[way][at]);
        }
        row.put("goal", goal());
        ObjectNode needed = row.putObject("labels_needed");
        for (int way = 0; way < ways.size(); way++) needed.put(ways.get(way), needed(way));
    }
}
