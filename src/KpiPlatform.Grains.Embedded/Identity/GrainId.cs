using System.Diagnostics.CodeAnalysis;

namespace KpiPlatform.Grains.Embedded;

/// <summary>Identity of a grain: its type and its key, written <c>type/key</c>. The type has no slash, the key may.</summary>
public readonly struct GrainId : IEquatable<GrainId>, IComparable<GrainId>
{
    /// <summary>Makes an identity.</summary>
    /// <param name="type">The name of the class.</param>
    /// <param name="key">The key.</param>
    public GrainId(GrainType type, IdSpan key)
    {
        Type = type;
        Key = key;
    }

    /// <summary>Gets the name of the class.</summary>
    public GrainType Type { get; }

    /// <summary>Gets the key.</summary>
    public IdSpan Key { get; }

    /// <summary>Gets a value indicating whether this is no identity.</summary>
    public bool IsDefault => Type.IsDefault && Key.IsDefault;

    /// <summary>Compares type and key.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they are the same.</returns>
    public static bool operator ==(GrainId left, GrainId right) => left.Equals(right);

    /// <summary>Compares type and key.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they differ.</returns>
    public static bool operator !=(GrainId left, GrainId right) => !left.Equals(right);

    /// <summary>Makes an identity.</summary>
    /// <param name="type">The name of the class; not empty.</param>
    /// <param name="key">The key.</param>
    /// <returns>The identity.</returns>
    public static GrainId Create(string type, string key) => Create(GrainType.Create(type), key);

    /// <summary>Makes an identity.</summary>
    /// <param name="type">The name of the class.</param>
    /// <param name="key">The key; not empty.</param>
    /// <returns>The identity.</returns>
    public static GrainId Create(GrainType type, string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return new GrainId(type, IdSpan.Create(key));
    }

    /// <summary>Makes an identity.</summary>
    /// <param name="type">The name of the class.</param>
    /// <param name="key">The key.</param>
    /// <returns>The identity.</returns>
    public static GrainId Create(GrainType type, IdSpan key) => new(type, key);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="value"><c>type/key</c>.</param>
    /// <returns>The identity.</returns>
    /// <exception cref="FormatException">Not of that form.</exception>
    public static GrainId Parse(string value) =>
        TryParse(value, out var result) ? result : throw new FormatException($"'{value}' is not of the form type/key.");

    /// <summary>Reads what <see cref="ToString"/> wrote, if it did.</summary>
    /// <param name="value"><c>type/key</c>, or anything.</param>
    /// <param name="result">The identity, or the default.</param>
    /// <returns>Whether it was of that form.</returns>
    public static bool TryParse([NotNullWhen(true)] string? value, out GrainId result)
    {
        var slash = value?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash <= 0 || slash == value!.Length - 1)
        {
            result = default;
            return false;
        }

        result = Create(value[..slash], value[(slash + 1)..]);
        return true;
    }

    /// <inheritdoc/>
    public readonly int CompareTo(GrainId other)
    {
        var byType = Type.CompareTo(other.Type);
        return byType != 0 ? byType : Key.CompareTo(other.Key);
    }

    /// <inheritdoc/>
    public readonly bool Equals(GrainId other) => Type.Equals(other.Type) && Key.Equals(other.Key);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is GrainId other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(Type, Key);

    /// <inheritdoc/>
    public override readonly string ToString() => $"{Type}/{Key}";
}
