package io.minibit.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;

class LambdaClassesTest {
  private static final String PACKAGE = "io/minibit/build";

  @TempDir private Path folder;

  @Test
  void rewrittenClassesDoWhatTheyDidBefore() throws Exception {
    Path jar = jar();
    LambdaClasses.rewrite(jar, List.of(PACKAGE));
    try (var loader =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      Class<?> rewritten = loader.loadClass(CallSites.class.getName());
      var sites = (Callable<?>) rewritten.getConstructor().newInstance();
      assertThat(sites.call()).isEqualTo(new CallSites().call());
    }
  }

  @Test
  void onlyWhatCanBeSerializedIsLinkedAtRunTime() throws IOException {
    Path jar = jar();
    assertThat(linkedAtRunTime(jar)).contains("metafactory", "makeConcatWithConstants");
    LambdaClasses.rewrite(jar, List.of(PACKAGE));
    assertThat(linkedAtRunTime(jar))
        .allMatch(linker -> linker.equals("altMetafactory"))
        .isNotEmpty();
  }

  @Test
  void aSecondTimeChangesNothing() throws IOException {
    Path jar = jar();
    LambdaClasses.rewrite(jar, List.of(PACKAGE));
    var once = contents(jar);
    LambdaClasses.rewrite(jar, List.of(PACKAGE));
    assertThat(contents(jar)).containsExactlyEntriesOf(once);
  }

  @Test
  void otherPackagesStayAsTheyAre() throws IOException {
    Path jar = jar();
    var before = contents(jar);
    LambdaClasses.rewrite(jar, List.of("META-INF"));
    assertThat(contents(jar)).containsExactlyEntriesOf(before);
  }

  private static List<String> linkedAtRunTime(Path jar) throws IOException {
    List<String> linkers = new ArrayList<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : file.stream().filter(e -> e.getName().endsWith(".class")).toList()) {
        ClassNode type = new ClassNode();
        try (InputStream in = file.getInputStream(entry)) {
          new ClassReader(in).accept(type, 0);
        }
        type.methods.stream()
            .flatMap(method -> Stream.of(method.instructions.toArray()))
            .filter(InvokeDynamicInsnNode.class::isInstance)
            .forEach(site -> linkers.add(((InvokeDynamicInsnNode) site).bsm.getName()));
      }
    }
    return linkers;
  }

  private static Map<String, String> contents(Path jar) throws IOException {
    var contents = new TreeMap<String, String>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : file.stream().filter(e -> !e.isDirectory()).toList()) {
        contents.put(entry.getName(), entry.getCrc() + " " + entry.getLastModifiedTime());
      }
    }
    return contents;
  }

  /** The samples and all that is within them, compiled as the dependencies are. */
  private Path jar() throws IOException {
    Path classes = Files.createDirectory(folder.resolve("classes"));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-XDstringConcat=indyWithConstants",
                "--release",
                "17",
                "-d",
                classes.toString(),
                "src/test/java/" + PACKAGE + "/CallSites.java");
    assertThat(failed).isZero();
    Path jar = folder.resolve("samples.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out, new Manifest());
        Stream<Path> files = Files.list(classes.resolve(PACKAGE))) {
      for (Path file : files.toList()) {
        entries.putNextEntry(new JarEntry(PACKAGE + "/" + file.getFileName()));
        Files.copy(file, entries);
      }
    }
    return jar;
  }
}
