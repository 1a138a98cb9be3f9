package io.trivium.med.dicom.data;

import org.jspecify.annotations.Nullable;

/** Value representations (PS3.5 6.2). */
public enum Vr {
    AE,
    AS,
    AT,
    CS,
    DA,
    DS,
    DT,
    FD,
    FL,
    IS,
    LO,
    LT,
    OB(true),
    OD(true),
    OF(true),
    OL(true),
    OV(true),
    OW(true),
    PN,
    SH,
    SL,
    SQ(true),
    SS,
    ST,
    SV(true),
    TM,
    UC(true),
    UI,
    UL,
    UN(true),
    UR(true),
    US,
    UT(true),
    UV(true);

    private static final @Nullable Vr[] BY_CODE = new @Nullable Vr[26 * 26];

    static {
        for (Vr vr : values()) {
            BY_CODE[(vr.name().charAt(0) - 'A') * 26 + vr.name().charAt(1) - 'A'] = vr;
        }
    }

    private final boolean longLength;

    Vr() {
        this(false);
    }

    Vr(boolean longLength) {
        this.longLength = longLength;
    }

    /** Whether the length has four bytes after two reserved ones in explicit transfer syntaxes (PS3.5 table 7.1-1). */
    boolean hasLongLength() {
        return longLength;
    }

    /** Whether the value is bytes or numbers of bulk data. */
    public boolean isBinary() {
        return switch (this) {
            case OB, OD, OF, OL, OV, OW, UN -> true;
            default -> false;
        };
    }

    /** Whether the value is text, split by backslashes unless it is of unlimited text. */
    public boolean isText() {
        return switch (this) {
            case AE, AS, CS, DA, DS, DT, IS, LO, LT, PN, SH, ST, TM, UC, UI, UR, UT -> true;
            default -> false;
        };
    }

    /** Bytes of one number; 0 when the value is no number. */
    int numberWidth() {
        return switch (this) {
            case US, SS, OW -> 2;
            case UL, SL, FL, AT, OF, OL -> 4;
            case FD, SV, UV, OD, OV -> 8;
            default -> 0;
        };
    }

    static @Nullable Vr of(int first, int second) {
        return first < 'A' || first > 'Z' || second < 'A' || second > 'Z'
                ? null
                : BY_CODE[(first - 'A') * 26 + second - 'A'];
    }
}
