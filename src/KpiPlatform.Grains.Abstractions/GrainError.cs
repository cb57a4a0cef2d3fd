using KpiPlatform.Domain;

namespace KpiPlatform.Grains.Abstractions;

/// <summary>Why a grain could not do what it was asked; the form in which a <see cref="DomainException"/> crosses.</summary>
/// <param name="Kind">Class of error.</param>
/// <param name="Reason">UPPER_SNAKE.</param>
/// <param name="Message">For a person.</param>
/// <param name="Field">Field path, or null.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.GrainError")]
public sealed record GrainError(
    [property: Id(0)] ErrorKind Kind,
    [property: Id(1)] string Reason,
    [property: Id(2)] string Message,
    [property: Id(3)] string? Field)
{
    /// <summary>The error of an exception.</summary>
    public static GrainError Of(DomainException exception) => new(exception.Kind, exception.Reason, exception.Message, exception.Field);

    /// <summary>The exception of the error.</summary>
    public DomainException ToException() => new(Kind, Reason, Message, Field);
}
