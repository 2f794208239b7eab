package dev.rallypoint.contract;

/** Carries a {@link Rejection} through a future's failure; has no stack trace: it is no bug. */
public final class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Rejection rejection;

    public RejectedException(Rejection rejection) {
        super(rejection.code().code() + ": " + rejection.detail(), null, false, false);
        this.rejection = rejection;
    }

    public RejectedException(ProblemCode code) {
        this(Rejection.of(code));
    }

    public RejectedException(ProblemCode code, String detail) {
        this(new Rejection(code, detail));
    }

    public Rejection rejection() {
        return rejection;
    }
}
