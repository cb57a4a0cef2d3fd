namespace KpiPlatform.Grains.Embedded;

/// <summary>The name of a grain class in identities, as in <c>customer</c> for CustomerGrain.</summary>
public readonly struct GrainType : IEquatable<GrainType>, IComparable<GrainType>
{
    /// <summary>Makes a name.</summary>
    /// <param name="id">Its text.</param>
    public GrainType(IdSpan id) => Value = id;

    /// <summary>Gets the text.</summary>
    public IdSpan Value { get; }

    /// <summary>Gets a value indicating whether there is no text.</summary>
    public bool IsDefault => Value.IsDefault;

    /// <summary>Compares the names.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they are the same.</returns>
    public static bool operator ==(GrainType left, GrainType right) => left.Equals(right);

    /// <summary>Compares the names.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they differ.</returns>
    public static bool operator !=(GrainType left, GrainType right) => !left.Equals(right);

    /// <summary>Makes a name.</summary>
    /// <param name="value">Its text; not empty.</param>
    /// <returns>The name.</returns>
    public static GrainType Create(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        return new GrainType(IdSpan.Create(value));
    }

    /// <inheritdoc/>
    public readonly int CompareTo(GrainType other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public readonly bool Equals(GrainType obj) => Value.Equals(obj.Value);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is GrainType other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => Value.GetHashCode();

    /// <inheritdoc/>
    public override readonly string ToString() => Value.ToString();
}
