package dev.rallypoint.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a configuration key is: the loader, {@code conf/server.yaml} and OPERATIONS.md follow it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
    /** The default as YAML text: {@code 25565}, {@code true}, {@code ""}, {@code [a, b]}. */
    String value();

    /** What it is for, and why this default; one or two sentences. */
    String why();

    /** The unit of a number: ms, s, bytes, datagrams/s. */
    String unit() default "";

    long min() default 0;

    long max() default Integer.MAX_VALUE;

    /** The legal words, of a list too; empty = any. */
    String[] oneOf() default {};

    /** The key that it had in an earlier version, which is still read; empty = none. */
    String formerly() default "";

    /** Never printed. */
    boolean secret() default false;
}
