package io.trivium.med.report;

/** An RGB picture with boxes and a few letters; a font of its own, since a server has none that can be relied upon. */
final class Canvas {
    static final int GLYPH_HEIGHT = 7;
    private static final int GLYPH_WIDTH = 5;
    private static final String LETTERS = "0123456789#.MRESACHU OTLINB";

    /** Rows of five bits, top first, in the order of {@link #LETTERS}. */
    private static final int[][] GLYPHS = {
        {14, 17, 19, 21, 25, 17, 14},
        {4, 12, 4, 4, 4, 4, 14},
        {14, 17, 1, 2, 4, 8, 31},
        {31, 2, 4, 2, 1, 17, 14},
        {2, 6, 10, 18, 31, 2, 2},
        {31, 16, 30, 1, 1, 17, 14},
        {6, 8, 16, 30, 17, 17, 14},
        {31, 1, 2, 4, 8, 8, 8},
        {14, 17, 17, 14, 17, 17, 14},
        {14, 17, 17, 15, 1, 2, 12},
        {10, 10, 31, 10, 31, 10, 10},
        {0, 0, 0, 0, 0, 12, 12},
        {17, 27, 21, 21, 17, 17, 17},
        {30, 17, 17, 30, 20, 18, 17},
        {31, 16, 16, 30, 16, 16, 31},
        {15, 16, 16, 14, 1, 1, 30},
        {14, 17, 17, 31, 17, 17, 17},
        {14, 17, 16, 16, 16, 17, 14},
        {17, 17, 17, 31, 17, 17, 17},
        {17, 17, 17, 17, 17, 17, 14},
        {0, 0, 0, 0, 0, 0, 0},
        {14, 17, 17, 17, 17, 17, 14},
        {31, 4, 4, 4, 4, 4, 4},
        {16, 16, 16, 16, 16, 16, 31},
        {14, 4, 4, 4, 4, 4, 14},
        {17, 17, 25, 21, 19, 17, 17},
        {30, 17, 17, 30, 17, 17, 30}
    };

    private final int width;
    private final int height;
    private final byte[] rgb;

    Canvas(int width, int height) {
        this.width = width;
        this.height = height;
        this.rgb = new byte[width * height * 3];
    }

    byte[] rgb() {
        return rgb;
    }

    /** Outside the picture nothing is drawn. */
    void set(int x, int y, int red, int green, int blue) {
        if (x < 0 || y < 0 || x >= width || y >= height) return;
        int at = (y * width + x) * 3;
        rgb[at] = (byte) red;
        rgb[at + 1] = (byte) green;
        rgb[at + 2] = (byte) blue;
    }

    void box(int left, int top, int right, int bottom, int[] color) {
        for (int x = left; x <= right; x++) {
            set(x, top, color[0], color[1], color[2]);
            set(x, bottom, color[0], color[1], color[2]);
        }
        for (int y = top; y <= bottom; y++) {
            set(left, y, color[0], color[1], color[2]);
            set(right, y, color[0], color[1], color[2]);
        }
    }

    /** Text of the letters there are; others are left blank. */
    void text(int x, int y, String text, int[] color) {
        for (int n = 0; n < text.length(); n++) {
            int letter = LETTERS.indexOf(text.charAt(n));
            if (letter < 0) continue;
            for (int row = 0; row < GLYPH_HEIGHT; row++) {
                for (int column = 0; column < GLYPH_WIDTH; column++) {
                    if (((GLYPHS[letter][row] >> (GLYPH_WIDTH - 1 - column)) & 1) == 1) {
                        set(x + n * (GLYPH_WIDTH + 1) + column, y + row, color[0], color[1], color[2]);
                    }
                }
            }
        }
    }
}
