package io.trivium.med.dicom.data;

import java.util.Locale;

/** Attributes (PS3.6) that the node reads or writes, as group and element in one number. */
public final class Tag {
    public static final int FILE_META_LENGTH = 0x00020000;
    public static final int FILE_META_VERSION = 0x00020001;
    public static final int MEDIA_SOP_CLASS = 0x00020002;
    public static final int MEDIA_SOP_INSTANCE = 0x00020003;
    public static final int TRANSFER_SYNTAX = 0x00020010;
    public static final int IMPLEMENTATION_CLASS = 0x00020012;
    public static final int IMPLEMENTATION_VERSION = 0x00020013;
    public static final int SPECIFIC_CHARACTER_SET = 0x00080005;
    public static final int SOP_CLASS = 0x00080016;
    public static final int SOP_INSTANCE = 0x00080018;
    public static final int STUDY_DATE = 0x00080020;
    public static final int STUDY_TIME = 0x00080030;
    public static final int ACCESSION_NUMBER = 0x00080050;
    public static final int RETRIEVE_LEVEL = 0x00080052;
    public static final int RETRIEVE_AE = 0x00080054;
    public static final int INSTANCE_AVAILABILITY = 0x00080056;
    public static final int MODALITY = 0x00080060;
    public static final int MODALITIES_IN_STUDY = 0x00080061;
    public static final int REFERRING_PHYSICIAN = 0x00080090;
    public static final int STUDY_DESCRIPTION = 0x00081030;
    public static final int SERIES_DESCRIPTION = 0x0008103E;
    public static final int REFERENCED_SOP_CLASS = 0x00081150;
    public static final int REFERENCED_SOP_INSTANCE = 0x00081155;
    public static final int RETRIEVE_URL = 0x00081190;
    public static final int TRANSACTION_UID = 0x00081195;
    public static final int FAILURE_REASON = 0x00081197;
    public static final int FAILED_SOP_SEQUENCE = 0x00081198;
    public static final int OTHER_FAILURES_SEQUENCE = 0x0008119A;
    public static final int REFERENCED_SOP_SEQUENCE = 0x00081199;
    public static final int WARNING_REASON = 0x00081196;
    public static final int PATIENT_NAME = 0x00100010;
    public static final int PATIENT_ID = 0x00100020;
    public static final int PATIENT_BIRTH_DATE = 0x00100030;
    public static final int PATIENT_SEX = 0x00100040;
    public static final int STUDY_INSTANCE = 0x0020000D;
    public static final int SERIES_INSTANCE = 0x0020000E;
    public static final int STUDY_ID = 0x00200010;
    public static final int SERIES_NUMBER = 0x00200011;
    public static final int INSTANCE_NUMBER = 0x00200013;
    public static final int STUDY_SERIES_COUNT = 0x00201206;
    public static final int STUDY_INSTANCE_COUNT = 0x00201208;
    public static final int SERIES_INSTANCE_COUNT = 0x00201209;
    public static final int SAMPLES_PER_PIXEL = 0x00280002;
    public static final int NUMBER_OF_FRAMES = 0x00280008;
    public static final int ROWS = 0x00280010;
    public static final int COLUMNS = 0x00280011;
    public static final int BITS_ALLOCATED = 0x00280100;
    public static final int PIXEL_DATA = 0x7FE00010;

    public static final int ITEM = 0xFFFEE000;
    public static final int ITEM_END = 0xFFFEE00D;
    public static final int SEQUENCE_END = 0xFFFEE0DD;

    private Tag() {}

    public static int group(int tag) {
        return tag >>> 16;
    }

    /** Eight upper-case hexadecimal digits, as in DICOM JSON. */
    public static String hex(int tag) {
        return String.format(Locale.ROOT, "%08X", tag);
    }
}
