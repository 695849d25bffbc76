package io.minibit.build;

import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_INTERFACE;
import static org.objectweb.asm.Opcodes.ACC_PRIVATE;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ACC_SUPER;
import static org.objectweb.asm.Opcodes.ACC_SYNTHETIC;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.CHECKCAST;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.GETFIELD;
import static org.objectweb.asm.Opcodes.GETSTATIC;
import static org.objectweb.asm.Opcodes.H_INVOKEINTERFACE;
import static org.objectweb.asm.Opcodes.H_INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.H_INVOKESTATIC;
import static org.objectweb.asm.Opcodes.H_INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.H_NEWINVOKESPECIAL;
import static org.objectweb.asm.Opcodes.I2L;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INVOKEINTERFACE;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.IRETURN;
import static org.objectweb.asm.Opcodes.NEW;
import static org.objectweb.asm.Opcodes.POP;
import static org.objectweb.asm.Opcodes.POP2;
import static org.objectweb.asm.Opcodes.PUTFIELD;
import static org.objectweb.asm.Opcodes.PUTSTATIC;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.V11;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Puts into a jar the classes that Java would otherwise make while the program runs: one for each
 * lambda and method reference of the packages named, and a method for each joined string.
 *
 * <p>Java links such a call site when it is met for the first time, by writing a class in the
 * interpreter and having it compiled and loaded. A small command meets some six hundred of them,
 * which is a third of its time; loading a class that is there costs a tenth of that.
 *
 * <p>What {@code LambdaMetafactory.altMetafactory} links (lambdas that can be serialized or have
 * several interfaces) stays as it is, and so does whatever else is unusual. Run on a jar once more,
 * nothing is left to do.
 *
 * <p>One file without a class of the project, so that {@code java} runs it from its source.
 */
public final class LambdaClasses {
  private static final String STRING_BUILDER = "java/lang/StringBuilder";

  private final Map<String, ClassNode> read = new TreeMap<>();
  private final Map<String, ClassNode> written = new TreeMap<>();

  private LambdaClasses() {}

  /**
   * Rewrites a jar in its place.
   *
   * @param args the jar, then the packages whose classes are rewritten, as folders
   */
  public static void main(String[] args) throws IOException {
    rewrite(Path.of(args[0]), List.of(args).subList(1, args.length));
  }

  /**
   * Rewrites a jar in its place.
   *
   * @param packages as folders: {@code org/example}
   */
  static void rewrite(Path jar, List<String> packages) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(jar)) {
      Path root = files.getPath("/");
      LambdaClasses classes = new LambdaClasses();
      for (String folder : packages) {
        classes.readAll(root.resolve(folder));
      }
      classes.read.values().forEach(classes::rewrite);
      classes.writeAll(root);
    }
  }

  private void readAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        ClassNode type = new ClassNode();
        new ClassReader(Files.readAllBytes(file)).accept(type, 0);
        read.put(type.name, type);
      }
    }
  }

  private void writeAll(Path root) throws IOException {
    // Every build makes the same jar: what is new is as old as what it came from.
    FileTime time = null;
    for (ClassNode type : written.values()) {
      var writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
      type.accept(writer);
      Path file = root.resolve(type.name + ".class");
      if (Files.exists(file)) {
        time = Files.getLastModifiedTime(file);
      }
      Files.write(file, writer.toByteArray());
      Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(time, time, time);
    }
  }

  private void rewrite(ClassNode type) {
    List<MethodNode> joining = new ArrayList<>();
    int lambdas = 0;
    for (MethodNode method : type.methods) {
      for (AbstractInsnNode instruction : method.instructions.toArray()) {
        if (!(instruction instanceof InvokeDynamicInsnNode site)) {
          continue;
        }
        Optional<MethodInsnNode> call = Optional.empty();
        if (isLinkedBy(site, "java/lang/invoke/LambdaMetafactory", "metafactory")) {
          call = new LambdaClass(type, site, type.name + "$$Lambda$" + lambdas).make();
          lambdas += call.isPresent() ? 1 : 0;
        } else if (isLinkedBy(
            site, "java/lang/invoke/StringConcatFactory", "makeConcatWithConstants")) {
          MethodNode join = join(site, "join$" + joining.size());
          joining.add(join);
          call = Optional.of(staticCall(type, join));
        }
        if (call.isPresent()) {
          method.instructions.set(site, call.get());
          written.put(type.name, type);
        }
      }
    }
    type.methods.addAll(joining);
  }

  private static boolean isLinkedBy(InvokeDynamicInsnNode site, String owner, String name) {
    return site.bsm.getOwner().equals(owner) && site.bsm.getName().equals(name);
  }

  private static MethodInsnNode staticCall(ClassNode owner, MethodNode method) {
    return new MethodInsnNode(
        INVOKESTATIC, owner.name, method.name, method.desc, isInterface(owner));
  }

  private static boolean isInterface(ClassNode type) {
    return (type.access & ACC_INTERFACE) != 0;
  }

  /** A method that joins its arguments by the call site's recipe: 1 is the next, 2 a constant. */
  private static MethodNode join(InvokeDynamicInsnNode site, String name) {
    MethodNode join =
        new MethodNode(ACC_PRIVATE | ACC_STATIC | ACC_SYNTHETIC, name, site.desc, null, null);
    join.visitTypeInsn(NEW, STRING_BUILDER);
    join.visitInsn(DUP);
    join.visitMethodInsn(INVOKESPECIAL, STRING_BUILDER, "<init>", "()V", false);
    Type[] arguments = Type.getArgumentTypes(site.desc);
    int argument = 0;
    int constant = 1;
    int slot = 0;
    StringBuilder text = new StringBuilder();
    for (char c : ((String) site.bsmArgs[0]).toCharArray()) {
      if (c == 1) {
        append(join, text);
        Type type = arguments[argument++];
        join.visitVarInsn(type.getOpcode(ILOAD), slot);
        slot += type.getSize();
        append(join, appended(type));
      } else if (c == 2) {
        text.append(site.bsmArgs[constant++]);
      } else {
        text.append(c);
      }
    }
    append(join, text);
    join.visitMethodInsn(INVOKEVIRTUAL, STRING_BUILDER, "toString", "()Ljava/lang/String;", false);
    join.visitInsn(ARETURN);
    join.visitMaxs(0, 0);
    return join;
  }

  private static void append(MethodNode join, StringBuilder text) {
    if (!text.isEmpty()) {
      join.visitLdcInsn(text.toString());
      append(join, "Ljava/lang/String;");
      text.setLength(0);
    }
  }

  private static void append(MethodNode join, String type) {
    join.visitMethodInsn(
        INVOKEVIRTUAL, STRING_BUILDER, "append", "(" + type + ")Ljava/lang/StringBuilder;", false);
  }

  /** As what a value is appended. An array of characters is appended as the object that it is. */
  private static String appended(Type type) {
    return switch (type.getSort()) {
      case Type.BYTE, Type.SHORT -> "I";
      case Type.ARRAY -> "Ljava/lang/Object;";
      case Type.OBJECT ->
          type.getClassName().equals("java.lang.String")
              ? "Ljava/lang/String;"
              : "Ljava/lang/Object;";
      default -> type.getDescriptor();
    };
  }

  /** The class of one lambda or method reference. */
  private final class LambdaClass {
    private final ClassNode host;
    private final InvokeDynamicInsnNode site;
    private final ClassNode made = new ClassNode();
    private final Type[] captured;
    private final Handle body;

    LambdaClass(ClassNode host, InvokeDynamicInsnNode site, String name) {
      this.host = host;
      this.site = site;
      captured = Type.getArgumentTypes(site.desc);
      body = (Handle) site.bsmArgs[1];
      made.version = Math.max(host.version & 0xffff, V11);
      made.access = ACC_FINAL | ACC_SUPER | ACC_SYNTHETIC;
      made.name = name;
      made.superName = "java/lang/Object";
      made.interfaces.add(Type.getReturnType(site.desc).getInternalName());
    }

    /** The call that takes the place of the call site; none where it has to stay. */
    Optional<MethodInsnNode> make() {
      Optional<MethodNode> method = method();
      if (method.isEmpty() || !reach()) {
        return Optional.empty();
      }
      MethodNode factory = captured.length == 0 ? sharedInstance() : newInstance();
      made.methods.add(constructor());
      made.methods.add(factory);
      made.methods.add(method.get());
      written.put(made.name, made);
      return Optional.of(staticCall(made, factory));
    }

    /** Sees to it that the class may call the body, which is private as a rule. */
    private boolean reach() {
      return (host.version & 0xffff) < V11 ? reachWithoutNest() : joinNest();
    }

    /** Such classes know no nests. A static method of the compiler's making may be seen. */
    private boolean reachWithoutNest() {
      Optional<MethodNode> own = ownBody();
      if (own.isEmpty()) {
        return body.getTag() != H_INVOKESPECIAL;
      }
      if ((own.get().access & ACC_PRIVATE) == 0) {
        return true;
      }
      int isMade = ACC_STATIC | ACC_SYNTHETIC;
      if ((own.get().access & isMade) != isMade || isInterface(host)) {
        return false;
      }
      own.get().access &= ~ACC_PRIVATE;
      return true;
    }

    /** What is private to any class of the host's nest, the host may call, and so may this. */
    private boolean joinNest() {
      String nest = host.nestHostClass == null ? host.name : host.nestHostClass;
      ClassNode nestHost = read.get(nest);
      if (nestHost == null) {
        return false;
      }
      made.nestHostClass = nest;
      if (nestHost.nestMembers == null) {
        nestHost.nestMembers = new ArrayList<>();
      }
      nestHost.nestMembers.add(made.name);
      written.put(nest, nestHost);
      return true;
    }

    private Optional<MethodNode> ownBody() {
      return !body.getOwner().equals(host.name)
          ? Optional.empty()
          : host.methods.stream()
              .filter(m -> m.name.equals(body.getName()) && m.desc.equals(body.getDesc()))
              .findFirst();
    }

    private MethodNode constructor() {
      MethodNode constructor =
          new MethodNode(
              ACC_PRIVATE,
              "<init>",
              Type.getMethodDescriptor(Type.VOID_TYPE, captured),
              null,
              null);
      constructor.visitVarInsn(ALOAD, 0);
      constructor.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
      int slot = 1;
      for (int i = 0; i < captured.length; i++) {
        String type = captured[i].getDescriptor();
        made.fields.add(new FieldNode(ACC_PRIVATE | ACC_FINAL, "captured" + i, type, null, null));
        constructor.visitVarInsn(ALOAD, 0);
        constructor.visitVarInsn(captured[i].getOpcode(ILOAD), slot);
        constructor.visitFieldInsn(PUTFIELD, made.name, "captured" + i, type);
        slot += captured[i].getSize();
      }
      constructor.visitInsn(RETURN);
      constructor.visitMaxs(0, 0);
      return constructor;
    }

    private MethodNode newInstance() {
      MethodNode factory = new MethodNode(ACC_STATIC, "of", site.desc, null, null);
      factory.visitTypeInsn(NEW, made.name);
      factory.visitInsn(DUP);
      int slot = 0;
      for (Type type : captured) {
        factory.visitVarInsn(type.getOpcode(ILOAD), slot);
        slot += type.getSize();
      }
      factory.visitMethodInsn(
          INVOKESPECIAL,
          made.name,
          "<init>",
          Type.getMethodDescriptor(Type.VOID_TYPE, captured),
          false);
      factory.visitInsn(ARETURN);
      factory.visitMaxs(0, 0);
      return factory;
    }

    /** What captures nothing is made once. */
    private MethodNode sharedInstance() {
      String type = "L" + made.name + ";";
      made.fields.add(
          new FieldNode(ACC_PRIVATE | ACC_STATIC | ACC_FINAL, "instance", type, null, null));
      MethodNode initializer = new MethodNode(ACC_STATIC, "<clinit>", "()V", null, null);
      initializer.visitTypeInsn(NEW, made.name);
      initializer.visitInsn(DUP);
      initializer.visitMethodInsn(INVOKESPECIAL, made.name, "<init>", "()V", false);
      initializer.visitFieldInsn(PUTSTATIC, made.name, "instance", type);
      initializer.visitInsn(RETURN);
      initializer.visitMaxs(0, 0);
      made.methods.add(initializer);
      MethodNode factory = new MethodNode(ACC_STATIC, "of", site.desc, null, null);
      factory.visitFieldInsn(GETSTATIC, made.name, "instance", type);
      factory.visitInsn(ARETURN);
      factory.visitMaxs(0, 0);
      return factory;
    }

    /**
     * The interface's method: hands the captured values and its own arguments to the body.
     *
     * @return empty where they do not fit in a way known here
     */
    private Optional<MethodNode> method() {
      Type erased = (Type) site.bsmArgs[0];
      Type instantiated = (Type) site.bsmArgs[2];
      MethodNode method = new MethodNode(ACC_PUBLIC, site.name, erased.getDescriptor(), null, null);
      List<Type> taken = taken();
      Type[] given = erased.getArgumentTypes();
      if (taken.size() != captured.length + given.length) {
        return Optional.empty();
      }
      boolean isNew = body.getTag() == H_NEWINVOKESPECIAL;
      if (isNew) {
        method.visitTypeInsn(NEW, body.getOwner());
        method.visitInsn(DUP);
      }
      boolean fits = true;
      for (int i = 0; i < captured.length; i++) {
        method.visitVarInsn(ALOAD, 0);
        method.visitFieldInsn(GETFIELD, made.name, "captured" + i, captured[i].getDescriptor());
        fits &= new Conversion(captured[i], captured[i], taken.get(i)).write(method);
      }
      int slot = 1;
      for (int i = 0; i < given.length; i++) {
        method.visitVarInsn(given[i].getOpcode(ILOAD), slot);
        slot += given[i].getSize();
        Type known = instantiated.getArgumentTypes()[i];
        fits &= new Conversion(given[i], known, taken.get(captured.length + i)).write(method);
      }
      method.visitMethodInsn(
          opcode(),
          body.getOwner(),
          isNew ? "<init>" : body.getName(),
          body.getDesc(),
          body.isInterface());
      Type got = isNew ? Type.getObjectType(body.getOwner()) : Type.getReturnType(body.getDesc());
      fits &= giveBack(method, got, instantiated.getReturnType(), erased.getReturnType());
      method.visitMaxs(0, 0);
      return fits ? Optional.of(method) : Optional.empty();
    }

    private List<Type> taken() {
      List<Type> taken = new ArrayList<>();
      if (body.getTag() != H_INVOKESTATIC && body.getTag() != H_NEWINVOKESPECIAL) {
        taken.add(Type.getObjectType(body.getOwner()));
      }
      taken.addAll(List.of(Type.getArgumentTypes(body.getDesc())));
      return taken;
    }

    private int opcode() {
      return switch (body.getTag()) {
        case H_INVOKESTATIC -> INVOKESTATIC;
        case H_NEWINVOKESPECIAL -> INVOKESPECIAL;
        case H_INVOKEINTERFACE -> INVOKEINTERFACE;
        // A private method of one's nest is called like any other.
        case H_INVOKEVIRTUAL, H_INVOKESPECIAL ->
            body.isInterface() ? INVOKEINTERFACE : INVOKEVIRTUAL;
        default -> throw new IllegalArgumentException(body + " is no method");
      };
    }

    private static boolean giveBack(MethodNode method, Type got, Type known, Type wanted) {
      if (wanted.getSort() == Type.VOID) {
        if (got.getSize() > 0) {
          method.visitInsn(got.getSize() == 2 ? POP2 : POP);
        }
        method.visitInsn(RETURN);
        return true;
      }
      boolean fits =
          got.getSort() != Type.VOID
              && new Conversion(got, got, known).write(method)
              && new Conversion(known, known, wanted).write(method);
      method.visitInsn(wanted.getOpcode(IRETURN));
      return fits;
    }
  }

  /**
   * From one type to another, as a lambda's arguments and results are adapted.
   *
   * @param from what the value is to the verifier
   * @param known what it is known to be: a type argument, where {@code from} is its erasure
   */
  private record Conversion(Type from, Type known, Type to) {
    private static final Map<String, String> BOXES =
        Map.of(
            "Z", "java/lang/Boolean",
            "B", "java/lang/Byte",
            "C", "java/lang/Character",
            "S", "java/lang/Short",
            "I", "java/lang/Integer",
            "J", "java/lang/Long",
            "F", "java/lang/Float",
            "D", "java/lang/Double");
    private static final Set<String> NUMBERS =
        Set.of("java/lang/Object", "java/lang/Number", "java/lang/Comparable");

    /** False for what it does not know, which is then not to be used. */
    boolean write(MethodNode method) {
      if (isPrimitive(from)) {
        return isPrimitive(to) ? widen(method, from) : box(method);
      }
      if (isPrimitive(to)) {
        return unbox(method);
      }
      if (!from.equals(to) && !to.getInternalName().equals("java/lang/Object")) {
        method.visitTypeInsn(CHECKCAST, to.getInternalName());
      }
      return true;
    }

    private boolean widen(MethodNode method, Type primitive) {
      if (primitive.equals(to)) {
        return true;
      }
      if (primitive.getSort() == Type.INT && to.getSort() == Type.LONG) {
        method.visitInsn(I2L);
        return true;
      }
      return false;
    }

    private boolean box(MethodNode method) {
      String box = BOXES.get(from.getDescriptor());
      method.visitMethodInsn(
          INVOKESTATIC, box, "valueOf", "(" + from.getDescriptor() + ")L" + box + ";", false);
      return to.getInternalName().equals(box) || NUMBERS.contains(to.getInternalName());
    }

    private boolean unbox(MethodNode method) {
      String wanted = BOXES.get(to.getDescriptor());
      String box = BOXES.containsValue(known.getInternalName()) ? known.getInternalName() : wanted;
      Type primitive =
          BOXES.entrySet().stream()
              .filter(entry -> entry.getValue().equals(box))
              .map(entry -> Type.getType(entry.getKey()))
              .findFirst()
              .orElseThrow();
      if (!from.getInternalName().equals(box)) {
        method.visitTypeInsn(CHECKCAST, box);
      }
      method.visitMethodInsn(
          INVOKEVIRTUAL,
          box,
          primitive.getClassName() + "Value",
          "()" + primitive.getDescriptor(),
          false);
      return widen(method, primitive);
    }

    private static boolean isPrimitive(Type type) {
      return type.getSort() < Type.ARRAY;
    }
  }
}
