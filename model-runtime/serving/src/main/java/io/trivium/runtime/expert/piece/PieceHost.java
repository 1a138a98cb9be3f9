package io.trivium.runtime.expert.piece;

/** What a piece needs of the model it belongs to. Thread-safe. */
public interface PieceHost {
    ExpertMemory memory();

    ExpertSettings settings();

    Graph.Opener opener();

    /** What an expert answers to its golden input. */
    float[] goldenRun(String path, Graph graph) throws PieceFault;

    /** Bytes of a file were opened, or closed if negative. */
    void bytesOpened(long bytes);

    void quarantined(Piece piece, PieceFault fault);

    /** A piece is in use again. */
    void returned(Piece piece);
}
