namespace KpiPlatform.Grains.Abstractions;

/// <summary>A grain's answer: a value or an error, exactly one.</summary>
/// <typeparam name="T">Type of the value, itself a message.</typeparam>
/// <param name="Value">The value; null on error.</param>
/// <param name="Error">The error; null on success.</param>
[GenerateSerializer]
[Immutable]
[Alias("kpi.Reply`1")]
public sealed record Reply<T>([property: Id(0)] T? Value, [property: Id(1)] GrainError? Error)
    where T : class
{
    /// <summary>The value, or throws the error as a DomainException.</summary>
    public T Require() => Error is null ? Value! : throw Error.ToException();
}
