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

  /** Keeps arrays on the device for graphs that consume them. */
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

  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // the arguments come back as they were passed to task()
  private static <T> T as(Object argument) {
    return (T) argument;
  }

  public TaskGraph task(String id, Task code) {
    return add(id, a -> code.apply());
  }

  public <T1> TaskGraph task(String id, Task1<T1> code, T1 arg1) {
    return add(id, a -> code.apply(as(a[0])), arg1);
  }

  public <T1, T2> TaskGraph task(String id, Task2<T1, T2> code, T1 arg1, T2 arg2) {
    return add(id, a -> code.apply(as(a[0]), as(a[1])), arg1, arg2);
  }

  public <T1, T2, T3> TaskGraph task(String id, Task3<T1, T2, T3> code, T1 arg1, T2 arg2, T3 arg3) {
    return add(id, a -> code.apply(as(a[0]), as(a[1]), as(a[2])), arg1, arg2, arg3);
  }

  public <T1, T2, T3, T4> TaskGraph task(
      String id, Task4<T1, T2, T3, T4> code, T1 arg1, T2 arg2, T3 arg3, T4 arg4) {
    return add(id, a -> code.apply(as(a[0]), as(a[1]), as(a[2]), as(a[3])), arg1, arg2, arg3, arg4);
  }

  public <T1, T2, T3, T4, T5> TaskGraph task(
      String id, Task5<T1, T2, T3, T4, T5> code, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5) {
    return add(
        id,
        a -> code.apply(as(a[0]), as(a[1]), as(a[2]), as(a[3]), as(a[4])),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5);
  }

  public <T1, T2, T3, T4, T5, T6> TaskGraph task(
      String id,
      Task6<T1, T2, T3, T4, T5, T6> code,
      T1 arg1,
      T2 arg2,
      T3 arg3,
      T4 arg4,
      T5 arg5,
      T6 arg6) {
    return add(
        id,
        a -> code.apply(as(a[0]), as(a[1]), as(a[2]), as(a[3]), as(a[4]), as(a[5])),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6);
  }

  public <T1, T2, T3, T4, T5, T6, T7> TaskGraph task(
      String id,
      Task7<T1, T2, T3, T4, T5, T6, T7> code,
      T1 arg1,
      T2 arg2,
      T3 arg3,
      T4 arg4,
      T5 arg5,
      T6 arg6,
      T7 arg7) {
    return add(
        id,
        a -> code.apply(as(a[0]), as(a[1]), as(a[2]), as(a[3]), as(a[4]), as(a[5]), as(a[6])),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7);
  }

  public <T1, T2, T3, T4, T5, T6, T7, T8> TaskGraph task(
      String id,
      Task8<T1, T2, T3, T4, T5, T6, T7, T8> code,
      T1 arg1,
      T2 arg2,
      T3 arg3,
      T4 arg4,
      T5 arg5,
      T6 arg6,
      T7 arg7,
      T8 arg8) {
    return add(
        id,
        a ->
            code.apply(
                as(a[0]), as(a[1]), as(a[2]), as(a[3]), as(a[4]), as(a[5]), as(a[6]), as(a[7])),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8);
  }

  public <T1, T2, T3, T4, T5, T6, T7, T8, T9> TaskGraph task(
      String id,
      Task9<T1, T2, T3, T4, T5, T6, T7, T8, T9> code,
      T1 arg1,
      T2 arg2,
      T3 arg3,
      T4 arg4,
      T5 arg5,
      T6 arg6,
      T7 arg7,
      T8 arg8,
      T9 arg9) {
    return add(
        id,
        a ->
            code.apply(
                as(a[0]), as(a[1]), as(a[2]), as(a[3]), as(a[4]), as(a[5]), as(a[6]), as(a[7]),
                as(a[8])),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9);
  }

  public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> TaskGraph task(
      String id,
      Task10<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> code,
      T1 arg1,
      T2 arg2,
      T3 arg3,
      T4 arg4,
      T5 arg5,
      T6 arg6,
      T7 arg7,
      T8 arg8,
      T9 arg9,
      T10 arg10) {
    return add(
        id,
        a ->
            code.apply(
                as(a[0]), as(a[1]), as(a[2]), as(a[3]), as(a[4]), as(a[5]), as(a[6]), as(a[7]),
                as(a[8]), as(a[9])),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9,
        arg10);
  }

  public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> TaskGraph task(
      String id,
      Task11<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> code,
      T1 arg1,
      T2 arg2,
      T3 arg3,
      T4 arg4,
      T5 arg5,
      T6 arg6,
      T7 arg7,
      T8 arg8,
      T9 arg9,
      T10 arg10,
      T11 arg11) {
    return add(
        id,
        a ->
            code.apply(
                as(a[0]), as(a[1]), as(a[2]), as(a[3]), as(a[4]), as(a[5]), as(a[6]), as(a[7]),
                as(a[8]), as(a[9]), as(a[10])),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9,
        arg10,
        arg11);
  }

  public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> TaskGraph task(
      String id,
      Task12<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> code,
      T1 arg1,
      T2 arg2,
      T3 arg3,
      T4 arg4,
      T5 arg5,
      T6 arg6,
      T7 arg7,
      T8 arg8,
      T9 arg9,
      T10 arg10,
      T11 arg11,
      T12 arg12) {
    return add(
        id,
        a ->
            code.apply(
                as(a[0]), as(a[1]), as(a[2]), as(a[3]), as(a[4]), as(a[5]), as(a[6]), as(a[7]),
                as(a[8]), as(a[9]), as(a[10]), as(a[11])),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9,
        arg10,
        arg11,
        arg12);
  }

  public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13> TaskGraph task(
      String id,
      Task13<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13> code,
      T1 arg1,
      T2 arg2,
      T3 arg3,
      T4 arg4,
      T5 arg5,
      T6 arg6,
      T7 arg7,
      T8 arg8,
      T9 arg9,
      T10 arg10,
      T11 arg11,
      T12 arg12,
      T13 arg13) {
    return add(
        id,
        a ->
            code.apply(
                as(a[0]), as(a[1]), as(a[2]), as(a[3]), as(a[4]), as(a[5]), as(a[6]), as(a[7]),
                as(a[8]), as(a[9]), as(a[10]), as(a[11]), as(a[12])),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9,
        arg10,
        arg11,
        arg12,
        arg13);
  }

  public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14> TaskGraph task(
      String id,
      Task14<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14> code,
      T1 arg1,
      T2 arg2,
      T3 arg3,
      T4 arg4,
      T5 arg5,
      T6 arg6,
      T7 arg7,
      T8 arg8,
      T9 arg9,
      T10 arg10,
      T11 arg11,
      T12 arg12,
      T13 arg13,
      T14 arg14) {
    return add(
        id,
        a ->
            code.apply(
                as(a[0]), as(a[1]), as(a[2]), as(a[3]), as(a[4]), as(a[5]), as(a[6]), as(a[7]),
                as(a[8]), as(a[9]), as(a[10]), as(a[11]), as(a[12]), as(a[13])),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9,
        arg10,
        arg11,
        arg12,
        arg13,
        arg14);
  }

  public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15> TaskGraph task(
      String id,
      Task15<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15> code,
      T1 arg1,
      T2 arg2,
      T3 arg3,
      T4 arg4,
      T5 arg5,
      T6 arg6,
      T7 arg7,
      T8 arg8,
      T9 arg9,
      T10 arg10,
      T11 arg11,
      T12 arg12,
      T13 arg13,
      T14 arg14,
      T15 arg15) {
    return add(
        id,
        a ->
            code.apply(
                as(a[0]), as(a[1]), as(a[2]), as(a[3]), as(a[4]), as(a[5]), as(a[6]), as(a[7]),
                as(a[8]), as(a[9]), as(a[10]), as(a[11]), as(a[12]), as(a[13]), as(a[14])),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9,
        arg10,
        arg11,
        arg12,
        arg13,
        arg14,
        arg15);
  }

  public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16> TaskGraph task(
      String id,
      Task16<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16> code,
      T1 arg1,
      T2 arg2,
      T3 arg3,
      T4 arg4,
      T5 arg5,
      T6 arg6,
      T7 arg7,
      T8 arg8,
      T9 arg9,
      T10 arg10,
      T11 arg11,
      T12 arg12,
      T13 arg13,
      T14 arg14,
      T15 arg15,
      T16 arg16) {
    return add(
        id,
        a ->
            code.apply(
                as(a[0]), as(a[1]), as(a[2]), as(a[3]), as(a[4]), as(a[5]), as(a[6]), as(a[7]),
                as(a[8]), as(a[9]), as(a[10]), as(a[11]), as(a[12]), as(a[13]), as(a[14]),
                as(a[15])),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9,
        arg10,
        arg11,
        arg12,
        arg13,
        arg14,
        arg15,
        arg16);
  }

  public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17>
      TaskGraph task(
          String id,
          Task17<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17> code,
          T1 arg1,
          T2 arg2,
          T3 arg3,
          T4 arg4,
          T5 arg5,
          T6 arg6,
          T7 arg7,
          T8 arg8,
          T9 arg9,
          T10 arg10,
          T11 arg11,
          T12 arg12,
          T13 arg13,
          T14 arg14,
          T15 arg15,
          T16 arg16,
          T17 arg17) {
    return add(
        id,
        a ->
            code.apply(
                as(a[0]), as(a[1]), as(a[2]), as(a[3]), as(a[4]), as(a[5]), as(a[6]), as(a[7]),
                as(a[8]), as(a[9]), as(a[10]), as(a[11]), as(a[12]), as(a[13]), as(a[14]),
                as(a[15]), as(a[16])),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9,
        arg10,
        arg11,
        arg12,
        arg13,
        arg14,
        arg15,
        arg16,
        arg17);
  }

  public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17, T18>
      TaskGraph task(
          String id,
          Task18<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17, T18>
              code,
          T1 arg1,
          T2 arg2,
          T3 arg3,
          T4 arg4,
          T5 arg5,
          T6 arg6,
          T7 arg7,
          T8 arg8,
          T9 arg9,
          T10 arg10,
          T11 arg11,
          T12 arg12,
          T13 arg13,
          T14 arg14,
          T15 arg15,
          T16 arg16,
          T17 arg17,
          T18 arg18) {
    return add(
        id,
        a ->
            code.apply(
                as(a[0]), as(a[1]), as(a[2]), as(a[3]), as(a[4]), as(a[5]), as(a[6]), as(a[7]),
                as(a[8]), as(a[9]), as(a[10]), as(a[11]), as(a[12]), as(a[13]), as(a[14]),
                as(a[15]), as(a[16]), as(a[17])),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9,
        arg10,
        arg11,
        arg12,
        arg13,
        arg14,
        arg15,
        arg16,
        arg17,
        arg18);
  }

  public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17, T18, T19>
      TaskGraph task(
          String id,
          Task19<
                  T1,
                  T2,
                  T3,
                  T4,
                  T5,
                  T6,
                  T7,
                  T8,
                  T9,
                  T10,
                  T11,
                  T12,
                  T13,
                  T14,
                  T15,
                  T16,
                  T17,
                  T18,
                  T19>
              code,
          T1 arg1,
          T2 arg2,
          T3 arg3,
          T4 arg4,
          T5 arg5,
          T6 arg6,
          T7 arg7,
          T8 arg8,
          T9 arg9,
          T10 arg10,
          T11 arg11,
          T12 arg12,
          T13 arg13,
          T14 arg14,
          T15 arg15,
          T16 arg16,
          T17 arg17,
          T18 arg18,
          T19 arg19) {
    return add(
        id,
        a ->
            code.apply(
                as(a[0]), as(a[1]), as(a[2]), as(a[3]), as(a[4]), as(a[5]), as(a[6]), as(a[7]),
                as(a[8]), as(a[9]), as(a[10]), as(a[11]), as(a[12]), as(a[13]), as(a[14]),
                as(a[15]), as(a[16]), as(a[17]), as(a[18])),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9,
        arg10,
        arg11,
        arg12,
        arg13,
        arg14,
        arg15,
        arg16,
        arg17,
        arg18,
        arg19);
  }

  public <T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15, T16, T17, T18, T19, T20>
      TaskGraph task(
          String id,
          Task20<
                  T1,
                  T2,
                  T3,
                  T4,
                  T5,
                  T6,
                  T7,
                  T8,
                  T9,
                  T10,
                  T11,
                  T12,
                  T13,
                  T14,
                  T15,
                  T16,
                  T17,
                  T18,
                  T19,
                  T20>
              code,
          T1 arg1,
          T2 arg2,
          T3 arg3,
          T4 arg4,
          T5 arg5,
          T6 arg6,
          T7 arg7,
          T8 arg8,
          T9 arg9,
          T10 arg10,
          T11 arg11,
          T12 arg12,
          T13 arg13,
          T14 arg14,
          T15 arg15,
          T16 arg16,
          T17 arg17,
          T18 arg18,
          T19 arg19,
          T20 arg20) {
    return add(
        id,
        a ->
            code.apply(
                as(a[0]), as(a[1]), as(a[2]), as(a[3]), as(a[4]), as(a[5]), as(a[6]), as(a[7]),
                as(a[8]), as(a[9]), as(a[10]), as(a[11]), as(a[12]), as(a[13]), as(a[14]),
                as(a[15]), as(a[16]), as(a[17]), as(a[18]), as(a[19])),
        arg1,
        arg2,
        arg3,
        arg4,
        arg5,
        arg6,
        arg7,
        arg8,
        arg9,
        arg10,
        arg11,
        arg12,
        arg13,
        arg14,
        arg15,
        arg16,
        arg17,
        arg18,
        arg19,
        arg20);
  }
}
