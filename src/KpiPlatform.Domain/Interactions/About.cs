namespace KpiPlatform.Domain.Interactions;

/// <summary>What an answer or a complaint is about. The default is about nothing.</summary>
/// <param name="Kind">What <paramref name="Id"/> names.</param>
/// <param name="Id">Id of it; empty exactly for <see cref="AboutKind.Nothing"/>.</param>
public readonly record struct About(AboutKind Kind, string Id)
{
    /// <summary>Not said.</summary>
    public static About Nothing { get; } = new(AboutKind.Nothing, string.Empty);
}
