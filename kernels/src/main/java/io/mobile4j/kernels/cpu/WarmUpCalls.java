package io.mobile4j.kernels.cpu;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.attention.KvCache;
import io.mobile4j.kernels.attention.Queries;
import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.kernels.rope.Pairing;
import io.mobile4j.kernels.rope.RopeTable;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.WeightFormat;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A call of each kernel that a first prompt and a first token need, on a few zeros. */
final class WarmUpCalls {
  /** Columns: a whole number of vectors and of blocks of Q8_0. */
  private static final int COLS = 64;

  /** Rows: a whole number of what one token's products take at once. */
  private static final int ROWS = 24;

  /** Several at once; a broad tile of tokens, a narrow one and some left over; one by itself. */
  private static final int[] TOKENS = {5, 7 * Lanes.LENGTH / 2, 1};

  private static final int MOST_TOKENS = TOKENS[1];

  private final Kernels kernels;
  private final Arena arena;
  private final Rows x = Rows.of(new float[MOST_TOKENS * COLS], COLS);
  private final Rows y = Rows.of(new float[MOST_TOKENS * COLS], COLS);
  private final Set<WeightFormat> formats = EnumSet.noneOf(WeightFormat.class);
  private final List<Runnable> products = new ArrayList<>();
  private final List<Runnable> others;

  WarmUpCalls(Kernels kernels, Arena arena) {
    this.kernels = kernels;
    this.arena = arena;
    float[] row = new float[COLS];
    RopeTable rope = new RopeTable(Pairing.HALVES, COLS / 2, row, row);
    others =
        List.of(
            () -> kernels.siluMul().apply(x, x, y, 1, 0, COLS),
            () -> kernels.rmsNorm().normalize(x, row, 1e-5f, y, TOKENS[0], COLS),
            () -> kernels.rope().rotate(y, 1, rope, 0),
            attention(TOKENS[0]),
            () -> kernels.elementwise().axpy(1, row, 0, y.data(), 0, COLS),
            attention(1),
            () -> kernels.head().finite(row, 0, COLS),
            () -> kernels.head().argmax(row, 0, COLS));
  }

  private Runnable attention(int tokens) {
    Matrix rows = zeros(WeightFormat.F32);
    KvCache cache = new KvCache(1, ROWS, rows, rows, COLS);
    Queries queries = new Queries(x, tokens, ROWS - tokens, 1, 1, 0);
    float[] scratch = new float[kernels.attention().scratchSize(ROWS)];
    return () -> kernels.attention().attend(cache, queries, y, 0, 1, scratch);
  }

  /** Multiplies a matrix of that format, too. */
  void addProducts(WeightFormat format) {
    if (formats.add(format)) {
      Matrix matrix = zeros(format);
      for (int tokens : TOKENS) {
        products.add(() -> kernels.matMul().multiply(matrix, x, y, tokens, 0, ROWS));
      }
    }
  }

  private Matrix zeros(WeightFormat format) {
    return new Matrix(
        format,
        ROWS,
        COLS,
        arena.allocate(format.valueBytes(ROWS, COLS), 64),
        arena.allocate(ROWS * format.scaleBytesPerRow(COLS), 64));
  }

  /** What takes longest to compile first. */
  List<Runnable> all() {
    List<Runnable> all = new ArrayList<>(products);
    all.addAll(others);
    return all;
  }
}
