package io.trivium.med.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.med.demo.DemoPolicy.Step;
import io.trivium.med.dicom.DataSet;
import io.trivium.med.dicom.Tag;
import io.trivium.med.dicom.Vr;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoPolicyTest {
    private static final LocalDateTime NOW = LocalDateTime.of(2026, 11, 26, 14, 0);
    private static final DemoPolicy POLICY = new DemoPolicy(3);

    private static DemoStudy study(int number, int minutesAgo, String... modalities) {
        return new DemoStudy("1.2." + number, number, NOW.minusMinutes(minutesAgo), List.of(modalities));
    }

    @Test
    void theFirstPatientIsNumberOneAndTheNextOneHigherThanAllThatAreThere() {
        assertEquals(new Step.Make(1), POLICY.next(List.of(), NOW));
        assertEquals(
                new Step.Make(8), POLICY.next(List.of(study(7, 10, "CT", "SR"), study(2, 60, "CT", "SEG", "SR")), NOW));
    }

    @Test
    void aStudyWithoutReportIsSentOnAgainInsteadOfANewOne() {
        DemoStudy unread = study(1, 10, "CT");
        assertEquals(new Step.SendOn(unread), POLICY.next(List.of(study(2, 5, "CT"), unread), NOW));
    }

    @Test
    void oneThatNeverGetsAReportHoldsUpNoOther() {
        assertEquals(new Step.Make(2), POLICY.next(List.of(study(1, 31, "CT")), NOW));
    }

    @Test
    void noMoreAreMadeThanAreKept() {
        List<DemoStudy> kept = List.of(study(1, 40, "CT"), study(2, 20, "CT", "SR"), study(3, 10, "CT", "SR"));
        assertEquals(new Step.Rest(3), POLICY.next(kept, NOW));
    }

    @Test
    void studiesOfOtherPatientsAreNotTouched() {
        DataSet found = new DataSet()
                .text(Tag.PATIENT_ID, Vr.LO, "SIM-0012")
                .text(Tag.STUDY_INSTANCE, Vr.UI, "1.2.3")
                .text(Tag.STUDY_DATE, Vr.DA, "20261126")
                .text(Tag.STUDY_TIME, Vr.TM, "135901.5")
                .text(Tag.MODALITIES_IN_STUDY, Vr.CS, "CT\\SR");
        assertEquals(
                Optional.of(new DemoStudy("1.2.3", 12, NOW.minusSeconds(59), List.of("CT", "SR"))),
                DemoStudy.of(found));
        assertEquals(Optional.empty(), DemoStudy.of(found.text(Tag.PATIENT_ID, Vr.LO, "SIM-ONE")));
        assertEquals(Optional.empty(), DemoStudy.of(found.text(Tag.PATIENT_ID, Vr.LO, "X")));
    }
}
