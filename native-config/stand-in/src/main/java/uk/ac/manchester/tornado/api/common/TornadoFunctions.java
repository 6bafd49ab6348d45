package uk.ac.manchester.tornado.api.common;

/** The shapes a kernel can have: up to 20 arguments and no result. */
public final class TornadoFunctions {
  private TornadoFunctions() {}

  /** A kernel without arguments. */
  @FunctionalInterface
  public interface Task {
    void apply();
  }

  @FunctionalInterface
  public interface Task1<A> {
    void apply(A a);
  }

  @FunctionalInterface
  public interface Task2<A, B> {
    void apply(A a, B b);
  }

  @FunctionalInterface
  public interface Task3<A, B, C> {
    void apply(A a, B b, C c);
  }

  @FunctionalInterface
  public interface Task4<A, B, C, D> {
    void apply(A a, B b, C c, D d);
  }

  @FunctionalInterface
  public interface Task5<A, B, C, D, E> {
    void apply(A a, B b, C c, D d, E e);
  }

  @FunctionalInterface
  public interface Task6<A, B, C, D, E, F> {
    void apply(A a, B b, C c, D d, E e, F f);
  }

  @FunctionalInterface
  public interface Task7<A, B, C, D, E, F, G> {
    void apply(A a, B b, C c, D d, E e, F f, G g);
  }

  @FunctionalInterface
  public interface Task8<A, B, C, D, E, F, G, H> {
    void apply(A a, B b, C c, D d, E e, F f, G g, H h);
  }

  @FunctionalInterface
  public interface Task9<A, B, C, D, E, F, G, H, I> {
    void apply(A a, B b, C c, D d, E e, F f, G g, H h, I i);
  }

  @FunctionalInterface
  public interface Task10<A, B, C, D, E, F, G, H, I, J> {
    void apply(A a, B b, C c, D d, E e, F f, G g, H h, I i, J j);
  }

  @FunctionalInterface
  public interface Task11<A, B, C, D, E, F, G, H, I, J, K> {
    void apply(A a, B b, C c, D d, E e, F f, G g, H h, I i, J j, K k);
  }

  @FunctionalInterface
  public interface Task12<A, B, C, D, E, F, G, H, I, J, K, L> {
    void apply(A a, B b, C c, D d, E e, F f, G g, H h, I i, J j, K k, L l);
  }

  @FunctionalInterface
  public interface Task13<A, B, C, D, E, F, G, H, I, J, K, L, M> {
    void apply(A a, B b, C c, D d, E e, F f, G g, H h, I i, J j, K k, L l, M m);
  }

  @FunctionalInterface
  public interface Task14<A, B, C, D, E, F, G, H, I, J, K, L, M, N> {
    void apply(A a, B b, C c, D d, E e, F f, G g, H h, I i, J j, K k, L l, M m, N n);
  }

  @FunctionalInterface
  public interface Task15<A, B, C, D, E, F, G, H, I, J, K, L, M, N, O> {
    void apply(A a, B b, C c, D d, E e, F f, G g, H h, I i, J j, K k, L l, M m, N n, O o);
  }

  @FunctionalInterface
  public interface Task16<A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P> {
    void apply(A a, B b, C c, D d, E e, F f, G g, H h, I i, J j, K k, L l, M m, N n, O o, P p);
  }

  @FunctionalInterface
  public interface Task17<A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q> {
    void apply(A a, B b, C c, D d, E e, F f, G g, H h, I i, J j, K k, L l, M m, N n, O o, P p, Q q);
  }

  @FunctionalInterface
  public interface Task18<A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R> {
    void apply(
        A a, B b, C c, D d, E e, F f, G g, H h, I i, J j, K k, L l, M m, N n, O o, P p, Q q, R r);
  }

  @FunctionalInterface
  public interface Task19<A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S> {
    void apply(
        A a,
        B b,
        C c,
        D d,
        E e,
        F f,
        G g,
        H h,
        I i,
        J j,
        K k,
        L l,
        M m,
        N n,
        O o,
        P p,
        Q q,
        R r,
        S s);
  }

  @FunctionalInterface
  public interface Task20<A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T> {
    void apply(
        A a,
        B b,
        C c,
        D d,
        E e,
        F f,
        G g,
        H h,
        I i,
        J j,
        K k,
        L l,
        M m,
        N n,
        O o,
        P p,
        Q q,
        R r,
        S s,
        T t);
  }
}
