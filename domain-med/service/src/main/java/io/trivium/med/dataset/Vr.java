package io.trivium.med.dataset;

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
        for (Vr vr : values())
            BY_CODE[(vr.name().charAt(0) - 'A') * 26 + vr.name().charAt(1) - 'A'] = vr;
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

    /** Whether Specific Character Set (0008,0005) governs the bytes. */
    public boolean isByCharacterSet() {
        return switch (this) {
            case LO, LT, PN, SH, ST, UC, UT -> true;
            default -> false;
        };
    }

    /** Whether a backslash is text and no separator. */
    boolean isUnsplit() {
        return this == LT || this == ST || this == UT || this == UR;
    }

    /** The byte that makes a value even. */
    byte padding() {
        return (byte) (isText() && this != UI ? ' ' : 0);
    }

    /** Bytes of what changes place between byte orders, 1 for text and opaque bytes; of AT, half a tag. */
    int unit() {
        return switch (this) {
            case US, SS, OW, AT -> 2;
            case UL, SL, FL, OF, OL -> 4;
            case FD, OD, OV, SV, UV -> 8;
            default -> 1;
        };
    }

    /** Bytes of one number, or of one tag. */
    int width() {
        return this == AT ? 4 : unit();
    }

    /** By its two letters; null for what is none. */
    public static @Nullable Vr of(String code) {
        return code.length() == 2 ? of(code.charAt(0), code.charAt(1)) : null;
    }

    static @Nullable Vr of(int first, int second) {
        return first < 'A' || first > 'Z' || second < 'A' || second > 'Z'
                ? null
                : BY_CODE[(first - 'A') * 26 + second - 'A'];
    }
}
