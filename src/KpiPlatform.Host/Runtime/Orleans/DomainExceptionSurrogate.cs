using KpiPlatform.Domain;

namespace KpiPlatform.Host.Runtime.Orleans;

/// <summary>
/// A <see cref="DomainException"/> between hosts. Grains answer with outcomes, but one that cannot begin, because the database is away or a row of its
/// own is damaged, has no other way to say so.
/// </summary>
[GenerateSerializer]
[Alias("kpi.DomainException")]
internal readonly record struct DomainExceptionSurrogate
{
    /// <summary>The number of an <see cref="ErrorKind"/>.</summary>
    [Id(0)]
    public required int Kind { get; init; }

    /// <summary>Stable reason.</summary>
    [Id(1)]
    public required string Reason { get; init; }

    /// <summary>For a person.</summary>
    [Id(2)]
    public required string Message { get; init; }

    /// <summary>Path of the field to blame, or null.</summary>
    [Id(3)]
    public string? Field { get; init; }
}
