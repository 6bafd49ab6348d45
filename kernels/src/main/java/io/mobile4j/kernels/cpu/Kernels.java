package io.mobile4j.kernels.cpu;

import io.mobile4j.kernels.activation.ScalarSiluMul;
import io.mobile4j.kernels.activation.SiluMul;
import io.mobile4j.kernels.activation.VectorSiluMul;
import io.mobile4j.kernels.attention.Attention;
import io.mobile4j.kernels.attention.ScalarAttention;
import io.mobile4j.kernels.attention.VectorAttention;
import io.mobile4j.kernels.convert.RowConverter;
import io.mobile4j.kernels.convert.ScalarRowConverter;
import io.mobile4j.kernels.convert.VectorRowConverter;
import io.mobile4j.kernels.elementwise.Elementwise;
import io.mobile4j.kernels.elementwise.ScalarElementwise;
import io.mobile4j.kernels.elementwise.VectorElementwise;
import io.mobile4j.kernels.head.Head;
import io.mobile4j.kernels.head.ScalarHead;
import io.mobile4j.kernels.head.VectorHead;
import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.kernels.matmul.MatMul;
import io.mobile4j.kernels.matmul.MatVec;
import io.mobile4j.kernels.matmul.PanelProduct;
import io.mobile4j.kernels.matmul.ScalarMatMul;
import io.mobile4j.kernels.matmul.VectorMatMul;
import io.mobile4j.kernels.rmsnorm.RmsNorm;
import io.mobile4j.kernels.rmsnorm.ScalarRmsNorm;
import io.mobile4j.kernels.rmsnorm.VectorRmsNorm;
import io.mobile4j.kernels.rope.Rope;
import io.mobile4j.kernels.rope.ScalarRope;
import io.mobile4j.kernels.rope.VectorRope;
import io.mobile4j.kernels.router.Router;
import io.mobile4j.kernels.softmax.ScalarSoftmax;
import io.mobile4j.kernels.softmax.Softmax;
import io.mobile4j.kernels.softmax.VectorSoftmax;
import io.mobile4j.loader.weights.WeightFormat;

/**
 * Every operation of the CPU, in one implementation. All are stateless towards their callers and
 * may be used by any number of threads.
 *
 * @param name which implementation, for people
 */
public record Kernels(
    String name,
    RowConverter converter,
    MatMul matMul,
    RmsNorm rmsNorm,
    Rope rope,
    Attention attention,
    Router router,
    SiluMul siluMul,
    Head head,
    Elementwise elementwise) {
  /** The references: slow, and obviously right. */
  public static Kernels scalar() {
    return new Kernels(
        "scalar",
        new ScalarRowConverter(),
        new ScalarMatMul(),
        new ScalarRmsNorm(),
        new ScalarRope(),
        new ScalarAttention(),
        new Router(new ScalarSoftmax()),
        new ScalarSiluMul(),
        new ScalarHead(),
        new ScalarElementwise());
  }

  /**
   * The versions by the Vector API.
   *
   * @param intel whether the processor is one of Intel's: there, products are faster if they read
   *     more rows at once and take fewer columns at a time, on AMD's slower (docs/benchmarks.md,
   *     machines D and E); no result depends on it
   * @throws NoClassDefFoundError without the module {@code jdk.incubator.vector}
   */
  public static Kernels vector(boolean intel) {
    RowConverter converter = new VectorRowConverter();
    Softmax softmax = new VectorSoftmax();
    MatVec one = new MatVec(intel);
    PanelProduct many = new PanelProduct(converter, intel);
    return new Kernels(
        "vector, %d-bit".formatted(Lanes.FLOAT.vectorBitSize()),
        converter,
        new VectorMatMul(converter, one, many),
        new VectorRmsNorm(),
        new VectorRope(),
        new VectorAttention(converter, softmax, one, many),
        new Router(softmax),
        new VectorSiluMul(),
        new VectorHead(),
        new VectorElementwise());
  }

  /** The fastest that this JVM can run, on a processor of which nothing is known. */
  public static Kernels best() {
    return best(false);
  }

  /**
   * The fastest that this JVM can run.
   *
   * @param intel as for {@link #vector}
   */
  public static Kernels best(boolean intel) {
    return vectors() ? vector(intel) : scalar();
  }

  /**
   * Whether {@link #best} reads weights in {@link WeightFormat#Q8_0_TILES} faster than in {@link
   * WeightFormat#Q8_0}: with shorter vectors it does not (docs/benchmarks.md).
   */
  public static boolean prefersTiles() {
    return vectors() && Lanes.WIDE;
  }

  private static boolean vectors() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }
}
