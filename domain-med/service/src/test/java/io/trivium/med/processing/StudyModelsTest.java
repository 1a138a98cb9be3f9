package io.trivium.med.processing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class StudyModelsTest {

    @Test
    void namesTheRatingModelAmongThoseOfAStudy() {
        assertEquals("med-lung-nodule:1", StudyModels.version(StudyModels.RATING, "c2 s2 m1 r1"));
        assertEquals("med-nodule-suspicion:2", StudyModels.version(StudyModels.SUSPICION, "c2 s2 m1 r1"));
        assertEquals("med-lung-nodule:1.2", StudyModels.version(StudyModels.RATING, "r1.2"));
        assertEquals("med-lung-nodule:-", StudyModels.version(StudyModels.RATING, "c2 s2"));
        assertEquals("med-lung-nodule:-", StudyModels.version(StudyModels.RATING, ResultWriting.NO_MODEL));
    }
}
