package io.trivium.industrial.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ClassFiguresTest {
    @Test
    void everyClassWeighsTheSameInTheMacroF1() {
        ClassFigures figures = new ClassFigures();
        for (int i = 0; i < 8; i++) figures.add(0, 0);
        figures.add(1, 0);
        figures.add(1, 1);
        assertEquals(0.9, figures.accuracy(), 1e-12);
        assertEquals(16 / 17.0, figures.f1(0), 1e-12);
        assertEquals(2 / 3.0, figures.f1(1), 1e-12);
        assertEquals((16 / 17.0 + 2 / 3.0) / 2, figures.macroF1(), 1e-12);
    }
}
