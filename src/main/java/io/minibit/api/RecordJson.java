package io.minibit.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Turns records into JSON and back, field by field: texts, numbers, booleans, enums in lower case,
 * and lists, maps and records of these. Nothing is converted: a text is no number, 1.0 no integer.
 *
 * <p>A library for all objects there are takes a fifth of the processor time of a small command to
 * get ready, since it looks at each class for every way in which it may be described.
 */
final class RecordJson {
  /** A record class as it is read; looking it up anew would take longer than the rest. */
  private static final ClassValue<RecordComponent[]> FIELDS =
      new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
          return type.getRecordComponents();
        }
      };

  private RecordJson() {}

  /** A record as an object. */
  static JsonObject write(Record record) {
    JsonObject json = new JsonObject();
    for (RecordComponent field : FIELDS.get(record.getClass())) {
      json.put(field.getName(), value(get(record, field)));
    }
    return json;
  }

  private static Object value(Object value) {
    if (value == null
        || value instanceof String
        || value instanceof Number
        || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Enum<?> word) {
      return word.name().toLowerCase(Locale.ROOT);
    }
    if (value instanceof Pair && value instanceof Record pair) {
      JsonArray array = new JsonArray();
      write(pair).forEach(field -> array.add(field.getValue()));
      return array;
    }
    if (value instanceof Record record) {
      return write(record);
    }
    if (value instanceof List<?> list) {
      JsonArray array = new JsonArray();
      list.forEach(element -> array.add(value(element)));
      return array;
    }
    if (value instanceof Map<?, ?> map) {
      JsonObject object = new JsonObject();
      map.forEach((key, held) -> object.put((String) key, value(held)));
      return object;
    }
    throw new IllegalArgumentException("the api has no " + value.getClass());
  }

  private static Object get(Record record, RecordComponent field) {
    try {
      return field.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("no record of the api: " + record.getClass(), e);
    }
  }

  /**
   * Reads an object.
   *
   * @throws ApiException MALFORMED, where a field is missing, unknown or of the wrong type, or with
   *     what the record itself says of its fields
   */
  static <T extends Record> T read(JsonObject json, Class<T> type) {
    RecordComponent[] fields = FIELDS.get(type);
    Set<String> known = new HashSet<>();
    for (RecordComponent field : fields) {
      known.add(field.getName());
    }
    for (String name : json.fieldNames()) {
      if (!known.contains(name)) {
        throw malformed("unknown field \"" + name + "\"; known are " + names(fields));
      }
    }
    Object[] values = new Object[fields.length];
    for (int i = 0; i < fields.length; i++) {
      String name = fields[i].getName();
      values[i] = read(name, json.getValue(name), fields[i].getGenericType());
    }
    return make(type, fields, values);
  }

  private static <T extends Record> T readPair(String name, JsonArray json, Class<T> type) {
    RecordComponent[] fields = FIELDS.get(type);
    if (json.size() != fields.length) {
      throw malformed(name + " must be a list of " + names(fields));
    }
    Object[] values = new Object[fields.length];
    for (int i = 0; i < fields.length; i++) {
      values[i] = read(fields[i].getName(), json.getValue(i), fields[i].getGenericType());
    }
    return make(type, fields, values);
  }

  private static List<String> names(RecordComponent[] fields) {
    return Stream.of(fields).map(RecordComponent::getName).toList();
  }

  private static <T extends Record> T make(
      Class<T> type, RecordComponent[] fields, Object[] values) {
    Class<?>[] types = new Class<?>[fields.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = fields[i].getType();
    }
    try {
      Constructor<T> canonical = type.getDeclaredConstructor(types);
      return canonical.newInstance(values);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof ApiException refused
          ? refused
          : new IllegalArgumentException("no record of the api: " + type, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("no record of the api: " + type, e);
    }
  }

  private static Object read(String name, Object value, Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] of = generic.getActualTypeArguments();
      return generic.getRawType() == List.class
          ? list(name, value, of[0])
          : map(name, value, of[1]);
    }
    Class<?> plain = (Class<?>) type;
    if (value == null) {
      if (plain.isPrimitive()) {
        throw malformed(name + " is missing");
      }
      return null;
    }
    if (plain == String.class) {
      return expect(name, value, String.class, "a string");
    }
    if (plain == boolean.class || plain == Boolean.class) {
      return expect(name, value, Boolean.class, "true or false");
    }
    if (plain == int.class || plain == Integer.class) {
      return expect(name, value, Integer.class, "an integer");
    }
    if (plain == long.class || plain == Long.class) {
      return value instanceof Integer number
          ? Long.valueOf(number)
          : expect(name, value, Long.class, "an integer");
    }
    if (plain == double.class || plain == Double.class) {
      return expect(name, value, Number.class, "a number").doubleValue();
    }
    if (plain.isEnum()) {
      return word(name, expect(name, value, String.class, "a string"), plain);
    }
    if (Pair.class.isAssignableFrom(plain)) {
      return readPair(
          name, expect(name, value, JsonArray.class, "a list"), plain.asSubclass(Record.class));
    }
    return read(expect(name, value, JsonObject.class, "an object"), plain.asSubclass(Record.class));
  }

  private static List<Object> list(String name, Object value, Type element) {
    JsonArray array = expect(name, value, JsonArray.class, "a list");
    List<Object> list = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      list.add(present(name, read(name, array.getValue(i), element)));
    }
    return list;
  }

  private static Map<String, Object> map(String name, Object value, Type element) {
    JsonObject object = expect(name, value, JsonObject.class, "an object");
    Map<String, Object> map = new LinkedHashMap<>();
    for (String key : object.fieldNames()) {
      map.put(key, present(key, read(key, object.getValue(key), element)));
    }
    return map;
  }

  private static Object present(String name, Object value) {
    if (value == null) {
      throw malformed(name + " must hold no null");
    }
    return value;
  }

  private static Object word(String name, String value, Class<?> type) {
    for (Object constant : type.getEnumConstants()) {
      if (value(constant).equals(value)) {
        return constant;
      }
    }
    throw malformed(
        name
            + " must be one of "
            + Stream.of(type.getEnumConstants()).map(RecordJson::value).toList());
  }

  private static <T> T expect(String name, Object value, Class<T> type, String wanted) {
    if (!type.isInstance(value)) {
      throw malformed(name + (value == null ? " is missing" : " must be " + wanted));
    }
    return type.cast(value);
  }

  private static ApiException malformed(String message) {
    return new ApiException(FailureCode.MALFORMED, message);
  }
}
