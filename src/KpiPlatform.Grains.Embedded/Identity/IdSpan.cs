namespace KpiPlatform.Grains.Embedded;

/// <summary>A part of an identity: text, compared ordinally.</summary>
public readonly struct IdSpan : IEquatable<IdSpan>, IComparable<IdSpan>
{
    private readonly string? _text;

    private IdSpan(string? text) => _text = text;

    /// <summary>Gets a value indicating whether there is no text.</summary>
    public bool IsDefault => string.IsNullOrEmpty(_text);

    /// <summary>Compares the text.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they are the same.</returns>
    public static bool operator ==(IdSpan left, IdSpan right) => left.Equals(right);

    /// <summary>Compares the text.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they differ.</returns>
    public static bool operator !=(IdSpan left, IdSpan right) => !left.Equals(right);

    /// <summary>Makes a part of an identity.</summary>
    /// <param name="id">Its text.</param>
    /// <returns>The part.</returns>
    public static IdSpan Create(string id) => new(id);

    /// <inheritdoc/>
    public readonly int CompareTo(IdSpan other) => string.CompareOrdinal(_text ?? string.Empty, other._text ?? string.Empty);

    /// <inheritdoc/>
    public readonly bool Equals(IdSpan obj) => string.Equals(_text ?? string.Empty, obj._text ?? string.Empty, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is IdSpan other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => (_text ?? string.Empty).GetHashCode(StringComparison.Ordinal);

    /// <summary>Gets the text.</summary>
    /// <returns>The text; empty by default.</returns>
    public override readonly string ToString() => _text ?? string.Empty;
}
