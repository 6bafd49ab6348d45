# Sourced by ./mobile4j and by a bundle's mobile4j: starts the application on JAVA_HOME's Java. All functions take first
#   HOME      directory that holds the application's files
#   LIB       directory of its jars
#   STAND_IN  jar of the stand-in for the TornadoVM API
#   CACHE     directory for files made here
#   FLAGS     directory of jvm.args, compiler-directives.json and tornado.args

mobile4j_read_arguments() { # ARGS -> mobile4j_command, mobile4j_device
  mobile4j_command=
  mobile4j_device=auto
  previous=
  for argument in "$@"; do
    case $previous in --device) mobile4j_device=$argument ;; esac
    case $argument in
      --device=*) mobile4j_device=${argument#*=} ;;
      -*) ;;
      *) [ -n "$mobile4j_command" ] || mobile4j_command=$argument ;;
    esac
    previous=$argument
  done
}

mobile4j_has_gpu() { # a device node of NVIDIA, AMD, Intel or WSL; a Mac always has one
  [ "$(uname)" != Darwin ] || return 0
  for node in /dev/nvidiactl /dev/kfd /dev/dxg /dev/dri/renderD*; do
    [ ! -e "$node" ] || return 0
  done
  return 1
}

mobile4j_wants_sdk() { # whether command and device can use an SDK, which takes a second to start
  case $mobile4j_device in cpu | host) return 1 ;; esac
  case $mobile4j_command in
    doctor) return 0 ;;
    generate | chat | logits | plan | bench | eval | experiment | serve) ;;
    *) return 1 ;;
  esac
  [ "$mobile4j_device" = auto ] || return 0
  mobile4j_has_gpu || {
    mobile4j_sdk_problem="the SDK was left out, as no GPU is here (--device opencl uses it all the same)"
    return 1
  }
}

mobile4j_sdk_fits() { # whether the SDK serves this JDK: 5.x releases are built for one, and name it
  wanted=$(sed -n 's/^version=.*-jdk\([0-9][0-9]*\).*/\1/p' "$TORNADOVM_HOME/etc/tornado.release" 2>/dev/null)
  actual=$(mobile4j_jdk_version "$JAVA_HOME" jre)
  [ -z "$wanted" ] || [ "$wanted" = "$actual" ] || {
    mobile4j_sdk_problem="the TornadoVM SDK at $TORNADOVM_HOME is for JDK $wanted and this is JDK $actual: install the one for jdk$actual by 'sdk install tornadovm', or use --device cpu"
    return 1
  }
}

mobile4j_sdk_whole() { # whether its backends are there: Java would not start without them
  for module in $(grep -o 'tornado\.drivers\.[a-z]*' "$TORNADOVM_HOME/tornado-argfile" | sort -u); do
    jar=$(echo "$module" | tr . -)
    set -- "$TORNADOVM_HOME/share/java/tornado/$jar"*.jar
    [ -f "$1" ] || {
      mobile4j_sdk_problem="the TornadoVM SDK at $TORNADOVM_HOME lacks $jar: install it again by 'sdk install tornadovm', or use --device cpu"
      return 1
    }
  done
}

# The SDK's own flags, with this SDK's place in them and without the current directory in the module path.
mobile4j_sdk_flags() { # FILE
  template=$TORNADOVM_HOME/tornado-argfile.template
  [ -f "$template" ] || template=$TORNADOVM_HOME/tornado-argfile
  {
    echo "# $TORNADOVM_HOME"
    sed -E -e 's|--module-path \.:|--module-path |' -e 's|[^ ]*\$\{TORNADOVM_HOME\}[^ ]*|"&"|g' \
      -e "s|\\\$\{TORNADOVM_HOME\}|$TORNADOVM_HOME|g" "$template"
  } >"$1.$$"
  mv "$1.$$" "$1"
}

mobile4j_class_path() { # LIB STAND_IN: its order is always the same, as the class archive wants it
  class_path=
  for jar in "$1"/*.jar; do
    class_path=$class_path$jar:
  done
  echo "$class_path$2"
}

# Keeps the classes of a first short answer in an archive, from which later starts load them.
mobile4j_train() { # HOME LIB STAND_IN CACHE FLAGS
  "$JAVA_HOME/bin/java" "@$5/jvm.args" -XX:CompilerDirectivesFile="$5/compiler-directives.json" -XX:+UseSerialGC -Xlog:disable -XX:ArchiveClassesAtExit="$4/classes.jsa" \
    -Dmobile4j.home="$1" -cp "$(mobile4j_class_path "$2" "$3")" io.mobile4j.app.Main \
    generate --device cpu --max-new-tokens 4 "Tom has" >/dev/null 2>&1 || rm -f "$4/classes.jsa"
}

# Java decodes arguments by the locale: where it has no UTF-8, a prompt would lose its other letters.
mobile4j_utf8_arguments() {
  case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in
    *[Uu][Tt][Ff]-8* | *[Uu][Tt][Ff]8*) ;;
    *)
      LC_ALL=C.UTF-8
      export LC_ALL
      ;;
  esac
}

mobile4j_launch() { # HOME LIB STAND_IN CACHE FLAGS ARGS...
  home=$1 lib=$2 stand_in=$3 cache=$4 flags=$5
  shift 5
  mobile4j_utf8_arguments
  mobile4j_read_arguments "$@"
  mobile4j_sdk_problem=
  mobile4j_find_tornado
  if [ -n "$MOBILE4J_TORNADO_API" ] && mobile4j_wants_sdk && mobile4j_sdk_fits && mobile4j_sdk_whole; then
    sdk_flags=$cache/tornado-argfile
    [ "$(head -n 1 "$sdk_flags" 2>/dev/null)" = "# $TORNADOVM_HOME" ] || mobile4j_sdk_flags "$sdk_flags"
    exec "$JAVA_HOME/bin/java" "@$sdk_flags" "@$flags/jvm.args" -XX:CompilerDirectivesFile="$flags/compiler-directives.json" "@$flags/tornado.args" \
      -Dmobile4j.home="$home" -cp "$(mobile4j_class_path "$lib" "")" io.mobile4j.app.Main "$@"
  fi
  case $mobile4j_device in
    auto | cpu | host) ;;
    *)
      [ -z "$mobile4j_sdk_problem" ] || {
        echo "mobile4j: $mobile4j_sdk_problem" >&2
        exit 2
      }
      ;;
  esac
  exec "$JAVA_HOME/bin/java" "@$flags/jvm.args" -XX:CompilerDirectivesFile="$flags/compiler-directives.json" -XX:+UseSerialGC -Xlog:disable \
    -XX:SharedArchiveFile="$cache/classes.jsa" -Dmobile4j.home="$home" -Dmobile4j.sdk.problem="$mobile4j_sdk_problem" \
    -cp "$(mobile4j_class_path "$lib" "$stand_in")" io.mobile4j.app.Main "$@"
}
