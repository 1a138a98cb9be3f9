package io.trivium.industrial.process.tool;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Curves of regret as an SVG: a median line and the quartiles' band for each way, on a logarithmic scale. */
final class RegretPlot {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 50;
    private static final int BOTTOM = 60;
    private static final double LEAST = 0.1;
    private static final double MOST = 100;
    /** Distinguishable without colour vision. */
    private static final Map<String, String> COLOURS = Map.of("policy", "#0072b2", "bayesian", "#d55e00");

    private static final Map<String, String> TITLES =
            Map.of("policy", "recommendation with measured beads", "bayesian", "Bayesian optimisation");

    private RegretPlot() {}

    static String svg(String title, List<RegretCurves.Curve> curves) {
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                                + " font-size=\"13\" role=\"img\"><title>%s</title>",
                        WIDTH,
                        HEIGHT,
                        title));
        add(svg, "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
        text(svg, WIDTH / 2.0, 24, "middle", title);
        axes(svg);
        for (int row = 0; row < curves.size(); row++) curve(svg, curves.get(row), row);
        add(svg, "</svg>");
        return svg.toString();
    }

    private static void curve(StringBuilder svg, RegretCurves.Curve curve, int row) {
        String colour = COLOURS.getOrDefault(curve.method(), "#444");
        String stroke =
                "stroke=\"" + colour + "\" stroke-width=\"2.5\"" + (row == 0 ? "" : " stroke-dasharray=\"7 4\"");
        String band = points(curve.threeQuarters()) + " " + reversed(points(curve.quarter()));
        add(
                svg,
                String.format(Locale.ROOT, "<polygon points=\"%s\" fill=\"%s\" fill-opacity=\"0.18\"/>", band, colour));
        add(
                svg,
                String.format(
                        Locale.ROOT, "<polyline points=\"%s\" fill=\"none\" %s/>", points(curve.median()), stroke));
        int y = TOP + 18 + 20 * row;
        add(
                svg,
                String.format(
                        Locale.ROOT,
                        "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" %s/>",
                        WIDTH - 330,
                        WIDTH - 300,
                        y - 4,
                        y - 4,
                        stroke));
        text(svg, WIDTH - 292, y, "start", TITLES.getOrDefault(curve.method(), curve.method()));
    }

    private static void axes(StringBuilder svg) {
        for (String label : List.of("0.1", "0.3", "1", "3", "10", "30", "100")) {
            double y = y(Double.parseDouble(label));
            add(
                    svg,
                    String.format(
                            Locale.ROOT,
                            "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>",
                            LEFT,
                            WIDTH - RIGHT,
                            y,
                            y));
            text(svg, LEFT - 8, y + 4, "end", label);
        }
        for (int bead = 1; bead <= RegretCurves.BEADS; bead += 5) {
            text(svg, x(bead), HEIGHT - BOTTOM + 20, "middle", Integer.toString(bead));
        }
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 16, "middle", "beads welded and measured");
        add(
                svg,
                String.format(
                        Locale.ROOT,
                        "<text transform=\"translate(18 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>",
                        (TOP + HEIGHT - BOTTOM) / 2,
                        "regret, % (median and quartiles)"));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String content) {
        add(
                svg,
                String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
                        x,
                        y,
                        anchor,
                        content));
    }

    private static void add(StringBuilder svg, String element) {
        svg.append(element).append('\n');
    }

    private static String points(List<Double> values) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            points.append(String.format(Locale.ROOT, "%s%.1f,%.1f", i == 0 ? "" : " ", x(i + 1), y(values.get(i))));
        }
        return points.toString();
    }

    private static String reversed(String points) {
        return String.join(" ", List.of(points.split(" ")).reversed());
    }

    private static double x(int bead) {
        return LEFT + (WIDTH - LEFT - RIGHT) * (bead - 1) / (double) (RegretCurves.BEADS - 1);
    }

    private static double y(double value) {
        double share = Math.log(Math.clamp(value, LEAST, MOST) / LEAST) / Math.log(MOST / LEAST);
        return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
    }
}
