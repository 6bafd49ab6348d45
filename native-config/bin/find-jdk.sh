# Sourced by mvnw and mobile4j: sets JAVA_HOME to a JDK 25 or newer, or says where it looked.
# Usage: . find-jdk.sh [jre]   ("jre": a runtime without javac is enough)

mobile4j_jdk_version() { # DIR -> its major version, or nothing
  [ -r "$1/release" ] && [ -x "$1/bin/java" ] || return 0
  [ -n "$2" ] || [ -x "$1/bin/javac" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

mobile4j_find_jdk() { # KIND: "jre", or empty for a whole JDK
  path_java=$(command -v java 2>/dev/null || true)
  if [ -n "$path_java" ]; then
    path_java=$(readlink -f "$path_java" 2>/dev/null || echo "$path_java")
    path_java=${path_java%/bin/java}
  fi
  looked=
  for dir in "${MOBILE4J_JAVA_HOME-}" "${JAVA_HOME-}" "$path_java" \
    "$HOME"/.sdkman/candidates/java/current "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.jdk/* \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /usr/local/openjdk-* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -n "$dir" ] && [ -d "$dir" ] || continue
    version=$(mobile4j_jdk_version "$dir" "$1")
    looked="$looked $dir(${version:-no JDK})"
    if [ -n "$version" ] && [ "$version" -ge 25 ]; then
      JAVA_HOME=$dir
      export JAVA_HOME
      return 0
    fi
  done
  echo "mobile4j: needs JDK 25 or newer and found none. Install one (for example: sdk install java 25-tem) or set JAVA_HOME. Looked at:$looked" >&2
  return 1
}
