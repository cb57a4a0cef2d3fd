using NodaTime;

namespace KpiPlatform.Domain.Interactions;

/// <summary>Order of the fold: by time, then source (ordinal), then identity hash. Total over a customer's effective interactions.</summary>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="Source">The system that sent it.</param>
/// <param name="IdentityHash"><see cref="InteractionIdentity.Hash"/>.</param>
public readonly record struct FoldKey(Instant OccurredAt, string Source, ulong IdentityHash) : IComparable<FoldKey>
{
    /// <inheritdoc/>
    public int CompareTo(FoldKey other)
    {
        var byTime = OccurredAt.CompareTo(other.OccurredAt);
        if (byTime != 0)
            return byTime;
        var bySource = string.CompareOrdinal(Source, other.Source);
        return bySource != 0 ? bySource : IdentityHash.CompareTo(other.IdentityHash);
    }

    /// <summary>Whether left comes before right.</summary>
    public static bool operator <(FoldKey left, FoldKey right) => left.CompareTo(right) < 0;

    /// <summary>Whether left comes after right.</summary>
    public static bool operator >(FoldKey left, FoldKey right) => left.CompareTo(right) > 0;

    /// <summary>Whether left does not come after right.</summary>
    public static bool operator <=(FoldKey left, FoldKey right) => left.CompareTo(right) <= 0;

    /// <summary>Whether left does not come before right.</summary>
    public static bool operator >=(FoldKey left, FoldKey right) => left.CompareTo(right) >= 0;
}
