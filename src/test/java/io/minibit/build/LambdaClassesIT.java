package io.minibit.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * The classes that the build made for the lambdas of the jar. The other tests run only some of
 * them, and what one of them may not call would be known when it is called.
 */
class LambdaClassesIT {
  /** Calls of the made classes, and what the platform says of them. */
  private final List<String> refused = new ArrayList<>();

  private int allowed;
  private int withoutLibrary;

  @Test
  void eachMayCallWhatItCalls() throws Exception {
    Path jar = Path.of(System.getProperty("minibit.jar"));
    try (var file = new JarFile(jar.toFile());
        var loader =
            new URLClassLoader(
                new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      for (JarEntry entry : file.stream().filter(e -> e.getName().contains("$$Lambda$")).toList()) {
        check(read(file, entry), loader);
      }
    }
    assertThat(refused).isEmpty();
    // Some are for libraries that are not in the jar, which nobody can call.
    assertThat(allowed).isGreaterThan(2000).isGreaterThan(20 * withoutLibrary);
  }

  private static ClassNode read(JarFile file, JarEntry entry) throws IOException {
    var type = new ClassNode();
    try (var in = file.getInputStream(entry)) {
      new ClassReader(in).accept(type, 0);
    }
    return type;
  }

  private void check(ClassNode type, ClassLoader loader) throws ReflectiveOperationException {
    Class<?> made = Class.forName(type.name.replace('/', '.'), false, loader);
    var from = MethodHandles.privateLookupIn(made, MethodHandles.lookup());
    for (MethodNode method : type.methods) {
      for (AbstractInsnNode instruction : method.instructions) {
        if (instruction instanceof MethodInsnNode call && !call.owner.equals(type.name)) {
          check(call, from);
        }
      }
    }
  }

  /** By the platform's own rules, for the class that a lookup is from. */
  private void check(MethodInsnNode call, MethodHandles.Lookup from) {
    ClassLoader loader = from.lookupClass().getClassLoader();
    try {
      Class<?> owner = Class.forName(call.owner.replace('/', '.'), false, loader);
      MethodType type = MethodType.fromMethodDescriptorString(call.desc, loader);
      if (call.getOpcode() == Opcodes.INVOKESTATIC) {
        from.findStatic(owner, call.name, type);
      } else if (call.name.equals("<init>")) {
        from.findConstructor(owner, type);
      } else {
        from.findVirtual(owner, call.name, type);
      }
      allowed++;
    } catch (ClassNotFoundException | NoClassDefFoundError | TypeNotPresentException absent) {
      withoutLibrary++;
    } catch (ReflectiveOperationException | LinkageError wrong) {
      refused.add(from.lookupClass().getName() + ": " + wrong);
    }
  }
}
