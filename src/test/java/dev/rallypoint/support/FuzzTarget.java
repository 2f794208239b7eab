package dev.rallypoint.support;

import com.code_intelligence.jazzer.driver.FuzzedDataProviderImpl;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A method marked {@link FuzzTest}, and where its inputs are kept. */
public record FuzzTarget(String className, String method) {
    private static final String SUFFIX = "FuzzTest.class";

    /** All of them among the compiled tests, in the order of their names. */
    public static List<FuzzTarget> all(Path testClasses) throws IOException {
        List<FuzzTarget> targets = new ArrayList<>();
        try (Stream<Path> files = Files.walk(testClasses)) {
            for (Path file : files.filter(path -> path.toString().endsWith(SUFFIX)).toList()) {
                targets.addAll(in(className(testClasses.relativize(file))));
            }
        }
        targets.sort(Comparator.comparing(FuzzTarget::name));
        return targets;
    }

    private static String className(Path file) {
        return file.toString().replace(".class", "").replace('/', '.');
    }

    private static List<FuzzTarget> in(String className) {
        try {
            Class<?> type = Class.forName(className, false, FuzzTarget.class.getClassLoader());
            return Stream.of(type.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(FuzzTest.class))
                    .map(Method::getName)
                    .map(method -> new FuzzTarget(className, method))
                    .toList();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(className, e);
        }
    }

    /** Tries one input in this process. */
    public void run(byte[] input) throws ReflectiveOperationException {
        Method target = targetMethod();
        Constructor<?> constructor = target.getDeclaringClass().getDeclaredConstructor();
        constructor.setAccessible(true);
        boolean isRaw = target.getParameterTypes()[0] == byte[].class;
        try {
            target.invoke(
                    constructor.newInstance(),
                    isRaw ? input : FuzzedDataProviderImpl.withJavaData(input));
        } catch (InvocationTargetException broken) {
            throw new AssertionError(name(), broken.getCause());
        }
    }

    private Method targetMethod() throws ReflectiveOperationException {
        for (Method each : Class.forName(className).getDeclaredMethods()) {
            if (each.getName().equals(method) && each.isAnnotationPresent(FuzzTest.class)) {
                each.setAccessible(true);
                return each;
            }
        }
        throw new NoSuchMethodException(name());
    }

    /** {@code StunGuidedFuzzTest#message}: what Surefire's {@code -Dtest} takes. */
    public String name() {
        return className.substring(className.lastIndexOf('.') + 1) + "#" + method;
    }

    /** The command that tries the kept inputs and nothing else. */
    String again() {
        return className.endsWith("Test")
                ? "mvn test-compile surefire:test -Dtest=" + name()
                : "mvn test-compile failsafe:integration-test failsafe:verify"
                        + " -Dit.test=ApiFuzzIT -Dfuzz.minutes=0";
    }

    /** Of its kept inputs, below a folder of resources. */
    public Path inputs(Path resources) {
        return resources.resolve(className.replace('.', '/') + "Inputs").resolve(method);
    }
}
