namespace KpiPlatform.Domain;

/// <summary>A rule of the domain was broken by the caller's input or by the state of things.</summary>
/// <remarks>
/// The one exception type of the domain. It never crosses a grain boundary: grains answer with outcomes.
/// The gateway maps <see cref="Kind"/> to a status code and <see cref="Reason"/> to google.rpc.ErrorInfo.
/// </remarks>
public sealed class DomainException : Exception
{
    /// <summary>Creates one.</summary>
    /// <param name="kind">Which class of error; decides the status code.</param>
    /// <param name="reason">UPPER_SNAKE, stable.</param>
    /// <param name="message">What is wrong and what to do, for a person.</param>
    /// <param name="field">Path of the offending field from the request, e.g. <c>perspectives[0].weight</c>; null if no field is to blame.</param>
    /// <param name="innerException">What it comes from, for logs and whoever operates the server; callers never see it.</param>
    public DomainException(ErrorKind kind, string reason, string message, string? field = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Kind = kind;
        Reason = reason;
        Field = field;
    }

    /// <summary>Which class of error.</summary>
    public ErrorKind Kind { get; }

    /// <summary>Stable reason, UPPER_SNAKE.</summary>
    public string Reason { get; }

    /// <summary>Path of the offending field, or null.</summary>
    public string? Field { get; }
}
