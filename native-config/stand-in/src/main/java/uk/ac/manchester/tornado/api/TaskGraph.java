package uk.ac.manchester.tornado.api;

import io.mobile4j.standin.graph.GraphBuilder;
import io.mobile4j.standin.graph.Kernel;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task1;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task10;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task11;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task12;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task13;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task14;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task15;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task16;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task17;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task18;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task19;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task2;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task20;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task3;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task4;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task5;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task6;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task7;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task8;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task9;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;

/**
 * Tasks in the order in which they run, and the arrays they exchange with the host and with other
 * graphs. One method for each number of arguments: a kernel stays a plain method reference.
 */
public class TaskGraph {
  private final GraphBuilder graph;

  /** An empty graph; its name is what other graphs and grids refer to. */
  public TaskGraph(String name) {
    graph = new GraphBuilder(name);
  }

  public String getTaskGraphName() {
    return graph.name();
  }

  /** Uploads arrays before the tasks, by a {@link DataTransferMode}. */
  public TaskGraph transferToDevice(int mode, Object... objects) {
    graph.transferToDevice(mode, objects);
    return this;
  }

  /** Takes arrays as the named graph left them on the device, if that graph ran last. */
  public TaskGraph consumeFromDevice(String uniqueTaskGraphName, Object... objects) {
    graph.consumeFromDevice(uniqueTaskGraphName, objects);
    return this;
  }

  /** Takes arrays as whichever graph ran last left them on the device. */
  public TaskGraph consumeFromDevice(Object... objects) {
    graph.consumeFromDevice(graph.name(), objects);
    return this;
  }

  /** Downloads arrays after the tasks; one that no task of this graph writes is not copied. */
  public TaskGraph transferToHost(int mode, Object... objects) {
    graph.transferToHost(mode, objects);
    return this;
  }

  /**
   * Keeps arrays on the device for graphs that consume them; a consumed array stays there anyway.
   */
  public TaskGraph persistOnDevice(Object... objects) {
    graph.transferToHost(DataTransferMode.UNDER_DEMAND, objects);
    return this;
  }

  /** A copy of this graph that can run; its buffers are its own. */
  public ImmutableTaskGraph snapshot() {
    return new ImmutableTaskGraph(graph.build());
  }

  private TaskGraph add(String id, Kernel kernel, Object... arguments) {
    graph.task(id, kernel, KernelContext.class, KernelContext::new, arguments);
    return this;
  }

  // The arguments come back as they were passed to task().
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <X> X as(Object argument) {
    return (X) argument;
  }

  public TaskGraph task(String id, Task code) {
    return add(id, v -> code.apply());
  }

  // spotless:off: a table of one method for each number of arguments

  public <A> TaskGraph task(String id, Task1<A> code, A a) {
    return add(id, v -> code.apply(as(v[0])), a);
  }

  public <A, B> TaskGraph task(String id, Task2<A, B> code, A a, B b) {
    return add(id, v -> code.apply(as(v[0]), as(v[1])), a, b);
  }

  public <A, B, C> TaskGraph task(String id, Task3<A, B, C> code, A a, B b, C c) {
    return add(id, v -> code.apply(as(v[0]), as(v[1]), as(v[2])), a, b, c);
  }

  public <A, B, C, D> TaskGraph task(String id, Task4<A, B, C, D> code, A a, B b, C c, D d) {
    return add(id, v -> code.apply(as(v[0]), as(v[1]), as(v[2]), as(v[3])), a, b, c, d);
  }

  public <A, B, C, D, E> TaskGraph task(String id, Task5<A, B, C, D, E> code, A a, B b, C c, D d,
      E e) {
    return add(id, v -> code.apply(as(v[0]), as(v[1]), as(v[2]), as(v[3]), as(v[4])), a, b, c, d,
        e);
  }

  public <A, B, C, D, E, F> TaskGraph task(String id, Task6<A, B, C, D, E, F> code, A a, B b, C c,
      D d, E e, F f) {
    return add(id, v -> code.apply(as(v[0]), as(v[1]), as(v[2]), as(v[3]), as(v[4]), as(v[5])), a,
        b, c, d, e, f);
  }

  public <A, B, C, D, E, F, G> TaskGraph task(String id, Task7<A, B, C, D, E, F, G> code, A a, B b,
      C c, D d, E e, F f, G g) {
    return add(id, v -> code.apply(as(v[0]), as(v[1]), as(v[2]), as(v[3]), as(v[4]), as(v[5]),
        as(v[6])), a, b, c, d, e, f, g);
  }

  public <A, B, C, D, E, F, G, H> TaskGraph task(String id, Task8<A, B, C, D, E, F, G, H> code, A a,
      B b, C c, D d, E e, F f, G g, H h) {
    return add(id, v -> code.apply(as(v[0]), as(v[1]), as(v[2]), as(v[3]), as(v[4]), as(v[5]),
        as(v[6]), as(v[7])), a, b, c, d, e, f, g, h);
  }

  public <A, B, C, D, E, F, G, H, I> TaskGraph task(String id,
      Task9<A, B, C, D, E, F, G, H, I> code, A a, B b, C c, D d, E e, F f, G g, H h, I i) {
    return add(id, v -> code.apply(as(v[0]), as(v[1]), as(v[2]), as(v[3]), as(v[4]), as(v[5]),
        as(v[6]), as(v[7]), as(v[8])), a, b, c, d, e, f, g, h, i);
  }

  public <A, B, C, D, E, F, G, H, I, J> TaskGraph task(String id,
      Task10<A, B, C, D, E, F, G, H, I, J> code, A a, B b, C c, D d, E e, F f, G g, H h, I i, J j) {
    return add(id, v -> code.apply(as(v[0]), as(v[1]), as(v[2]), as(v[3]), as(v[4]), as(v[5]),
        as(v[6]), as(v[7]), as(v[8]), as(v[9])), a, b, c, d, e, f, g, h, i, j);
  }

  public <A, B, C, D, E, F, G, H, I, J, K> TaskGraph task(String id,
      Task11<A, B, C, D, E, F, G, H, I, J, K> code, A a, B b, C c, D d, E e, F f, G g, H h, I i,
      J j, K k) {
    return add(id, v -> code.apply(as(v[0]), as(v[1]), as(v[2]), as(v[3]), as(v[4]), as(v[5]),
        as(v[6]), as(v[7]), as(v[8]), as(v[9]), as(v[10])), a, b, c, d, e, f, g, h, i, j, k);
  }

  public <A, B, C, D, E, F, G, H, I, J, K, L> TaskGraph task(String id,
      Task12<A, B, C, D, E, F, G, H, I, J, K, L> code, A a, B b, C c, D d, E e, F f, G g, H h, I i,
      J j, K k, L l) {
    return add(id, v -> code.apply(as(v[0]), as(v[1]), as(v[2]), as(v[3]), as(v[4]), as(v[5]),
        as(v[6]), as(v[7]), as(v[8]), as(v[9]), as(v[10]), as(v[11])), a, b, c, d, e, f, g, h, i, j,
        k, l);
  }

  public <A, B, C, D, E, F, G, H, I, J, K, L, M> TaskGraph task(String id,
      Task13<A, B, C, D, E, F, G, H, I, J, K, L, M> code, A a, B b, C c, D d, E e, F f, G g, H h,
      I i, J j, K k, L l, M m) {
    return add(id, v -> code.apply(as(v[0]), as(v[1]), as(v[2]), as(v[3]), as(v[4]), as(v[5]),
        as(v[6]), as(v[7]), as(v[8]), as(v[9]), as(v[10]), as(v[11]), as(v[12])), a, b, c, d, e, f,
        g, h, i, j, k, l, m);
  }

  public <A, B, C, D, E, F, G, H, I, J, K, L, M, N> TaskGraph task(String id,
      Task14<A, B, C, D, E, F, G, H, I, J, K, L, M, N> code, A a, B b, C c, D d, E e, F f, G g, H h,
      I i, J j, K k, L l, M m, N n) {
    return add(id, v -> code.apply(as(v[0]), as(v[1]), as(v[2]), as(v[3]), as(v[4]), as(v[5]),
        as(v[6]), as(v[7]), as(v[8]), as(v[9]), as(v[10]), as(v[11]), as(v[12]), as(v[13])), a, b,
        c, d, e, f, g, h, i, j, k, l, m, n);
  }

  public <A, B, C, D, E, F, G, H, I, J, K, L, M, N, O> TaskGraph task(String id,
      Task15<A, B, C, D, E, F, G, H, I, J, K, L, M, N, O> code, A a, B b, C c, D d, E e, F f, G g,
      H h, I i, J j, K k, L l, M m, N n, O o) {
    return add(id, v -> code.apply(as(v[0]), as(v[1]), as(v[2]), as(v[3]), as(v[4]), as(v[5]),
        as(v[6]), as(v[7]), as(v[8]), as(v[9]), as(v[10]), as(v[11]), as(v[12]), as(v[13]),
        as(v[14])), a, b, c, d, e, f, g, h, i, j, k, l, m, n, o);
  }

  public <A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P> TaskGraph task(String id,
      Task16<A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P> code, A a, B b, C c, D d, E e, F f,
      G g, H h, I i, J j, K k, L l, M m, N n, O o, P p) {
    return add(id, v -> code.apply(as(v[0]), as(v[1]), as(v[2]), as(v[3]), as(v[4]), as(v[5]),
        as(v[6]), as(v[7]), as(v[8]), as(v[9]), as(v[10]), as(v[11]), as(v[12]), as(v[13]),
        as(v[14]), as(v[15])), a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
  }

  public <A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q> TaskGraph task(String id,
      Task17<A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q> code, A a, B b, C c, D d, E e, F f,
      G g, H h, I i, J j, K k, L l, M m, N n, O o, P p, Q q) {
    return add(id, v -> code.apply(as(v[0]), as(v[1]), as(v[2]), as(v[3]), as(v[4]), as(v[5]),
        as(v[6]), as(v[7]), as(v[8]), as(v[9]), as(v[10]), as(v[11]), as(v[12]), as(v[13]),
        as(v[14]), as(v[15]), as(v[16])), a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q);
  }

  public <A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R> TaskGraph task(String id,
      Task18<A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R> code, A a, B b, C c, D d, E e,
      F f, G g, H h, I i, J j, K k, L l, M m, N n, O o, P p, Q q, R r) {
    return add(id, v -> code.apply(as(v[0]), as(v[1]), as(v[2]), as(v[3]), as(v[4]), as(v[5]),
        as(v[6]), as(v[7]), as(v[8]), as(v[9]), as(v[10]), as(v[11]), as(v[12]), as(v[13]),
        as(v[14]), as(v[15]), as(v[16]), as(v[17])), a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p,
        q, r);
  }

  public <A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S> TaskGraph task(String id,
      Task19<A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S> code, A a, B b, C c, D d, E e,
      F f, G g, H h, I i, J j, K k, L l, M m, N n, O o, P p, Q q, R r, S s) {
    return add(id, v -> code.apply(as(v[0]), as(v[1]), as(v[2]), as(v[3]), as(v[4]), as(v[5]),
        as(v[6]), as(v[7]), as(v[8]), as(v[9]), as(v[10]), as(v[11]), as(v[12]), as(v[13]),
        as(v[14]), as(v[15]), as(v[16]), as(v[17]), as(v[18])), a, b, c, d, e, f, g, h, i, j, k, l,
        m, n, o, p, q, r, s);
  }

  public <A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T> TaskGraph task(String id,
      Task20<A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T> code, A a, B b, C c, D d,
      E e, F f, G g, H h, I i, J j, K k, L l, M m, N n, O o, P p, Q q, R r, S s, T t) {
    return add(id, v -> code.apply(as(v[0]), as(v[1]), as(v[2]), as(v[3]), as(v[4]), as(v[5]),
        as(v[6]), as(v[7]), as(v[8]), as(v[9]), as(v[10]), as(v[11]), as(v[12]), as(v[13]),
        as(v[14]), as(v[15]), as(v[16]), as(v[17]), as(v[18]), as(v[19])), a, b, c, d, e, f, g, h,
        i, j, k, l, m, n, o, p, q, r, s, t);
  }
  // spotless:on
}
